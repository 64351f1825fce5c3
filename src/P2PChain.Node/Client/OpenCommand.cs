using System.CommandLine;
using P2PChain.Actors;
using P2PChain.Node.Commands;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary><c>open</c>: prints an address that lets a browser in at a running node.</summary>
internal static class OpenCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The command.</summary>
    public static Command Make(Streams streams)
    {
        var open = new Command("open", "Prints an address at which a browser may request and release items.");
        var place = new PlaceOptions(open);
        open.SetAction((parsed, stop) => RunAsync(() => place.Find(parsed), streams, stop));
        return open;
    }

    private static async Task<int> RunAsync(Func<ServerPlace> find, Streams streams, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            var place = find();
            using var client = new NodeClient(place);
            var answer = await client.AskAsync(HttpMethod.Post, "api/codes", "{}", patience.Token)
                .ConfigureAwait(false);
            var code = NodeClient.Text(answer.Document, "code") ?? "";
            await streams.Output.WriteLineAsync(
                SafeLine.Of($"{PageText.AddressOf(place.Address, code)}")).ConfigureAwait(false);
            await streams.Errors.WriteLineAsync(PageText.Hint).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (ClientException error)
        {
            await streams.Errors.WriteLineAsync(error.Message).ConfigureAwait(false);
            return error.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await streams.Errors.WriteLineAsync(
                $"The node gave no answer within {Spoken.Span(Patience)}: ask again, or look at its log.")
                .ConfigureAwait(false);
            return ExitCode.Unreachable;
        }
    }
}
