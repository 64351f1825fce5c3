using System.Runtime.InteropServices;

namespace P2PChain.Node.Hosting;

/// <summary>
/// SIGTERM, SIGINT (Ctrl+C) and SIGHUP (the terminal is gone) stop the process in order. A second SIGTERM or SIGINT
/// ends it. SIGHUP may come twice from a lost terminal: from the system and from the shell.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Starts to listen.</summary>
    public StopSignals() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];

    /// <summary>Cancelled once the process should stop.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _asked.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // The system's default ends the process.
        if (_asked.IsCancellationRequested && context.Signal != PosixSignal.SIGHUP) return;
        context.Cancel = true;
        _asked.Cancel();
    }
}
