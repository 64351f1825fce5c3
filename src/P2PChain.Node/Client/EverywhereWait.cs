using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>
/// Waits until each node at a named address has announced a block or a later one of the same chain. Nodes of
/// the original network do not tell their blocks, so they do not count.
/// </summary>
internal static class EverywhereWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for confirmed transactions.</summary>
    /// <param name="client">The node.</param>
    /// <param name="txids">The transactions, at least one.</param>
    /// <param name="timeout">The longest time of the command, for the sentence.</param>
    /// <param name="stop">The time is over.</param>
    /// <returns>The sentence of the outcome, and its exit code.</returns>
    public static async Task<(string Sentence, int Code)> RunAsync(
        NodeClient client, IReadOnlyList<string> txids, TimeSpan timeout, CancellationToken stop)
    {
        var missing = "no answer came";
        try
        {
            while (true)
            {
                // First the peers: a block that is undone meanwhile must not count.
                var peers = await GetAsync(client, "api/peers", stop).ConfigureAwait(false);
                var (height, lost) = await HeightAsync(client, txids, stop).ConfigureAwait(false);
                if (lost is not null) return (lost, ExitCode.Refused);
                if (height is { } block)
                {
                    var (count, without) = await WithoutAsync(client, peers, block, stop).ConfigureAwait(false);
                    if (count == 0) return Alone(peers);
                    if (without.Count == 0)
                        return (
                            $"block {Spoken.Height(block)} is at each of {Spoken.Count(count, "peer")}", ExitCode.Ok);
                    missing = $"not yet at {string.Join(", ", without)}";
                }
                else missing = "a better chain undid its block, and it waits for another";
                await Task.Delay(Pause, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ($"after {Spoken.Span(timeout)} {missing}; the nodes go on by themselves", ExitCode.Unknown);
        }
    }

    private static (string Sentence, int Code) Alone(JsonElement peers) =>
        peers.GetProperty("connected").EnumerateArray().Any(IsNamed)
            ? ("only nodes of the original network are named here, which tell no blocks", ExitCode.Unknown)
            : ("no peer is named here, so the block is here only", ExitCode.Ok);

    /// <summary>The highest block with one of them; null while one waits; a sentence if one is lost.</summary>
    private static async Task<(long? Height, string? Lost)> HeightAsync(
        NodeClient client, IReadOnlyList<string> txids, CancellationToken stop)
    {
        long? highest = 0;
        foreach (var txid in txids)
        {
            var document = await GetAsync(client, "api/transactions/" + Uri.EscapeDataString(txid), stop)
                .ConfigureAwait(false);
            switch (NodeClient.Text(document, "state"))
            {
                case "confirmed":
                    var height = document.GetProperty("transaction").GetProperty("height").GetInt64();
                    highest = highest is { } other ? Math.Max(other, height) : null;
                    break;
                case "waiting": highest = null; break;
                default: return (null, "a better chain undid it; why shows the reason");
            }
        }
        return (highest, null);
    }

    /// <summary>The number of named peers, and the addresses of those that may lack the block.</summary>
    private static async Task<(int Count, List<string> Without)> WithoutAsync(
        NodeClient client, JsonElement peers, long height, CancellationToken stop)
    {
        var without = peers.GetProperty("dialling").EnumerateArray()
            .Where(static dial => !dial.GetProperty("isBanned").GetBoolean()).Select(AddressOf).ToList();
        var connected = peers.GetProperty("connected").EnumerateArray()
            .Where(static peer => IsNamed(peer) && !peer.GetProperty("isPlain").GetBoolean())
            .ToList();
        foreach (var peer in connected)
            if (!await HasAsync(client, peer, height, stop).ConfigureAwait(false)) without.Add(AddressOf(peer));
        return (connected.Count + without.Except(connected.Select(AddressOf)).Count(), without);
    }

    private static async Task<bool> HasAsync(
        NodeClient client, JsonElement peer, long height, CancellationToken stop)
    {
        try
        {
            var tip = await GetAsync(client, "api/blocks/" + NodeClient.Text(peer, "tip"), stop).ConfigureAwait(false);
            return tip.GetProperty("isOnBestChain").GetBoolean() && tip.GetProperty("height").GetInt64() >= height;
        }
        catch (ClientException error) when (error.ExitCode == ExitCode.NotFound)
        {
            return false; // its chain is not known here
        }
    }

    private static bool IsNamed(JsonElement peer) => peer.GetProperty("isNamed").GetBoolean();

    private static string AddressOf(JsonElement peer) => SafeLine.Of(NodeClient.Text(peer, "address") ?? "?");

    private static async Task<JsonElement> GetAsync(NodeClient client, string path, CancellationToken stop) =>
        (await client.AskAsync(HttpMethod.Get, path, null, stop).ConfigureAwait(false)).Document;
}
