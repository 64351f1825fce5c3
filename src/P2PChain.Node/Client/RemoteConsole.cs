using System.Runtime.CompilerServices;
using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Actors.Console;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>The console of a running node.</summary>
internal static class RemoteConsole
{
    private const string MediaType = "application/x-ndjson";

    /// <summary>Carries out a command.</summary>
    /// <param name="client">The node.</param>
    /// <param name="command">The command.</param>
    /// <param name="stop">Ends the wait for more replies.</param>
    /// <returns>The replies as they come.</returns>
    /// <exception cref="ClientException">The node cannot carry it out, or the connection was lost.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async IAsyncEnumerable<Reply> ExecuteAsync(
        NodeClient client, ConsoleProtocol.Command command, [EnumeratorCancellation] CancellationToken stop)
    {
        var words = CommandWords.Of(command);
        var reads = CommandKind.OnlyReads(command);
        var path = reads
            ? "api/console?" + string.Join('&', words.Select(static word => "word=" + Uri.EscapeDataString(word)))
            : "api/console";
        var body = reads ? null : JsonSerializer.Serialize(new { words });
        var lines = client.LinesAsync(reads ? HttpMethod.Get : HttpMethod.Post, path, body, MediaType, stop);
        await foreach (var line in lines.ConfigureAwait(false))
            yield return Reply.Parse(line) ?? throw new ClientException(
                ExitCode.Unreachable,
                $"The answer of {client.Shown} is none that this version knows: use the version of the node.");
    }
}
