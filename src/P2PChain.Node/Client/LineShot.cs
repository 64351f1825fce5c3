using System.Collections.Immutable;
using P2PChain.Actors;
using P2PChain.Actors.Console;
using P2PChain.Node.Commands;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>
/// One command with the lines of the console as its answer. Answers go to standard output, reasons for another exit
/// code than 0 to standard error.
/// </summary>
internal sealed class LineShot(
    NodeClient client, ConsoleProtocol.Command command, OneShotOptions options, Streams streams)
{
    private readonly Dictionary<string, Reply> _outcomes = new(StringComparer.Ordinal);
    private int _code = ExitCode.Ok;

    private int Items => command switch
    {
        ConsoleProtocol.Request request => request.Uids.Length,
        ConsoleProtocol.Release => 1,
        _ => 0,
    };

    private bool IsMove => Items > 0;

    /// <summary>Whether the wished state is reached, so that no more replies are wanted.</summary>
    private bool IsReached => IsMove && options.Wait == WaitFor.Accepted && _outcomes.Count == Items;

    /// <summary>Runs the command.</summary>
    /// <param name="stop">The time is over.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    /// <exception cref="ClientException">The node cannot carry it out.</exception>
    /// <exception cref="OperationCanceledException">The time was over before the first reply.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        try
        {
            await FollowAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_outcomes.Count == Items && IsMove)
        {
            TellWaiting($"not in a block after {Spoken.Span(options.Timeout)}; the node goes on");
        }
        catch (ClientException error) when (_outcomes.Count == Items && IsMove)
        {
            await streams.Errors.WriteLineAsync(error.Message).ConfigureAwait(false);
            TellWaiting("its outcome is not known; the node goes on when it runs again");
        }
        if (_outcomes.Count == 1 && Items > 1 && _outcomes.Values.Single().State == "refused")
            Print([ScreenLine.Of("so none of these items was requested", Tone.Bad)], ExitCode.Refused);
        if (options.Wait == WaitFor.Everywhere) await AwaitEverywhereAsync(stop).ConfigureAwait(false);
        return _code;
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        await foreach (var reply in RemoteConsole.ExecuteAsync(client, command, stop).ConfigureAwait(false))
        {
            Print(reply.Lines, reply.Code);
            _code = ExitCode.Worse(_code, reply.Code);
            if (reply.Item is not null) _outcomes[reply.Item] = reply;
            if (IsReached) return;
        }
    }

    private void TellWaiting(string sentence)
    {
        foreach (var waiting in _outcomes.Values.Where(static reply => reply.State == "accepted"))
            Print([ScreenLine.Of($"{waiting.Item}: {sentence}", Tone.Notice)], ExitCode.Unknown);
        _code = ExitCode.Worse(_code, ExitCode.Unknown);
    }

    private async Task AwaitEverywhereAsync(CancellationToken stop)
    {
        string[] txids =
        [
            .. _outcomes.Values.Where(static reply => reply is { State: "confirmed", Txid: not null })
                .Select(static reply => reply.Txid!),
        ];
        if (txids.Length == 0) return;
        var (sentence, code) = await EverywhereWait.RunAsync(client, txids, options.Timeout, stop)
            .ConfigureAwait(false);
        Print([ScreenLine.Of(sentence, code == ExitCode.Ok ? Tone.Good : Tone.Notice)], code);
        _code = ExitCode.Worse(_code, code);
    }

    private void Print(ImmutableArray<ScreenLine> lines, int code)
    {
        var isTable = options.Format == OutputFormat.Table;
        var isAnswer = code == ExitCode.Ok;
        var style = new ScreenStyle(isTable, isTable && isAnswer && streams.HasColours)
        {
            Width = isTable ? streams.Width?.Invoke() ?? 0 : 0,
        };
        (isAnswer ? streams.Output : streams.Errors).Write(ScreenLayout.Text(lines, style));
    }
}
