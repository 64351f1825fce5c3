using System.CommandLine;
using P2PChain.Actors;
using P2PChain.Node.Commands;
using P2PChain.Node.Hosting;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary><c>attach</c>: the console of a running node.</summary>
internal static class AttachCommand
{
    /// <summary>For an output that is read.</summary>
    private static readonly TimeSpan LastWordTime = TimeSpan.FromSeconds(0.25);

    /// <summary>The command.</summary>
    public static Command Make(Streams streams)
    {
        var attach = new Command("attach", "Opens the console of a running node; exit leaves the node running.");
        var place = new PlaceOptions(attach);
        attach.SetAction((parsed, _) => RunAsync(() => place.Find(parsed), streams));
        return attach;
    }

    private static async Task<int> RunAsync(Func<ServerPlace> find, Streams streams)
    {
        streams.Width?.Invoke(); // the runtime sets up a terminal at its first use
        using var signals = new StopSignals();
        var output = streams.PumpOutput();
        var screen = new ScreenWriter(
            output,
            streams.IsTerminal && streams.ShowsProgress ? output : streams.PumpErrors(),
            new ScreenStyle(streams.IsTerminal, streams.HasColours, EditsLines: streams.NextKey is not null),
            streams.Width);
        var code = await RunAsync(find, streams, screen, signals.Asked).ConfigureAwait(false);
        screen.EndPrompt();
        await Task.WhenAny(screen.WrittenAsync(), Task.Delay(LastWordTime, CancellationToken.None))
            .ConfigureAwait(false);
        return code;
    }

    private static async Task<int> RunAsync(
        Func<ServerPlace> find, Streams streams, ScreenWriter screen, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            var place = find();
            using var client = new NodeClient(place);
            await client.AskAsync(HttpMethod.Get, "api/whoami", null, ending.Token).ConfigureAwait(false);
            screen.Write([ScreenLine.Of($"attached to the node at {client.Shown}; exit leaves it running")]);
            ILines lines = streams.NextKey is { } nextKey
                ? new TerminalLines(nextKey, screen)
                : new ByteLines(streams.OpenInput());
            var attached = new AttachedScreen(
                client, place.Address, new PromptLines(new LineSource(lines), screen), screen, streams.IsScript);
            var feed = new EventFeed(
                client,
                happened => screen.WriteNews(ScreenLine.Of(
                    happened.Sentence, happened.IsOfConnection ? Tone.Notice : Tone.Plain)),
                wasReached: true);
            var news = feed.FollowAsync(ending.Token);
            var session = attached.RunAsync(ending.Token);
            var first = await Task.WhenAny(session, news, screen.OutputLost, screen.TerminalLost)
                .ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
            if (screen.OutputLost.IsCompleted && !streams.IsOutputTerminal)
                throw await screen.OutputLost.ConfigureAwait(false);
            if (first == news) await news.ConfigureAwait(false);
            return first == session ? await session.ConfigureAwait(false) : ExitCode.Ok;
        }
        catch (ClientException error)
        {
            screen.WriteError(error.Message);
            return error.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
    }
}
