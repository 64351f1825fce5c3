using System.CommandLine;
using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Node.Commands;
using P2PChain.Node.Hosting;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary><c>watch</c>: the events of a running node as they come, until Ctrl+C.</summary>
internal static class WatchCommand
{
    /// <summary>For an output that is read.</summary>
    private static readonly TimeSpan LastWordTime = TimeSpan.FromSeconds(0.25);

    /// <summary>The command.</summary>
    public static Command Make(Streams streams)
    {
        var watch = new Command("watch", "Prints the news of a running node as they come, until Ctrl+C.");
        var place = new PlaceOptions(watch);
        var format = FormatOptions.OneOf(
            new Option<string?>("--output", "-o")
            {
                HelpName = "plain|json",
                Description = "plain: the lines of the console; json: a document a line.",
            },
            "plain", "json");
        watch.Options.Add(format);
        watch.SetAction((parsed, _) =>
            RunAsync(() => place.Find(parsed), parsed.GetValue(format) == "json", streams));
        return watch;
    }

    private static async Task<int> RunAsync(Func<ServerPlace> find, bool isJson, Streams streams)
    {
        using var signals = new StopSignals();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(signals.Asked);
        var output = streams.PumpOutput();
        try
        {
            using var client = new NodeClient(find());
            var feed = new EventFeed(client, Tell, wasReached: false);
            var following = feed.FollowAsync(ending.Token);
            await Task.WhenAny(following, output.Lost).ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
            if (output.Lost.IsCompleted) throw await output.Lost.ConfigureAwait(false);
            await following.ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (ClientException error)
        {
            await streams.Errors.WriteLineAsync(error.Message).ConfigureAwait(false);
            return error.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAny(output.WrittenAsync(), Task.Delay(LastWordTime, CancellationToken.None))
                .ConfigureAwait(false);
            return ExitCode.Ok;
        }

        void Tell(FeedEvent happened)
        {
            if (happened.IsOfConnection)
                streams.Errors.WriteLine(happened.Sentence);
            else if (isJson)
                output.Post(JsonSerializer.Serialize(happened.Document) + "\n");
            else
                output.Post(SafeLine.Of(happened.Sentence) + "\n");
        }
    }
}
