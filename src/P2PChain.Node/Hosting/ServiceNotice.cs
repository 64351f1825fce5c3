using System.Globalization;
using Akka.Actor;
using Microsoft.Extensions.Hosting.Systemd;
using P2PChain.Actors;
using P2PChain.Actors.Ledger;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Tells systemd that the node is ready, that it lives, and that it stops. Without systemd it does nothing.
/// </summary>
/// <remarks>Source: sd_notify(3), sd_watchdog_enabled(3).</remarks>
internal sealed class ServiceNotice : IAsyncDisposable
{
    private static readonly ServiceState Alive = new("WATCHDOG=1");

    private readonly SystemdNotifier _systemd = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watched;

    private ServiceNotice(NodeRefs node)
    {
        _systemd.Notify(ServiceState.Ready);
        _watched = _systemd.IsEnabled && WatchdogInterval() is { } interval
            ? WatchAsync(node, interval, _end.Token)
            : Task.CompletedTask;
    }

    /// <summary>The node has started.</summary>
    public static ServiceNotice OfStarted(NodeRefs node) => new(node);

    /// <summary>The node stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _systemd.Notify(ServiceState.Stopping);
        await _end.CancelAsync().ConfigureAwait(false);
        await _watched.ConfigureAwait(false);
        _end.Dispose();
    }

    /// <summary>
    /// Half of the time after which systemd ends a silent process; null if it does not watch this one.
    /// </summary>
    private static TimeSpan? WatchdogInterval()
    {
        if (Environment.GetEnvironmentVariable("WATCHDOG_PID") is { Length: > 0 } pid
            && pid != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) return null;
        var text = Environment.GetEnvironmentVariable("WATCHDOG_USEC");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros > 0
            ? TimeSpan.FromMicroseconds(micros / 2.0)
            : null;
    }

    /// <summary>The node counts as alive as long as it answers a question about its ledger.</summary>
    private async Task WatchAsync(NodeRefs node, TimeSpan interval, CancellationToken end)
    {
        try
        {
            using var clock = new PeriodicTimer(interval);
            while (await clock.WaitForNextTickAsync(end).ConfigureAwait(false))
                if (await AnswersAsync(node, interval, end).ConfigureAwait(false)) _systemd.Notify(Alive);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private static async Task<bool> AnswersAsync(NodeRefs node, TimeSpan interval, CancellationToken end)
    {
        try
        {
            await node.Lookups.Query(ChainProtocol.GetStatus.Instance, interval, end).ConfigureAwait(false);
            return true;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}
