using System.Collections.Immutable;

namespace P2PChain.Node.Client;

/// <summary>The rows and columns of a document as CSV. They gain columns at the end and lose none.</summary>
/// <param name="Rows">The member with the rows; null if the document is the only row.</param>
/// <param name="Paths">The members of a row, which are also the names of the columns.</param>
internal sealed record CsvColumns(string? Rows, ImmutableArray<string> Paths)
{
    private static readonly ImmutableArray<string> Move =
        ["txid", "item", "type", "by.key", "by.name", "time", "note", "height"];

    private static readonly ImmutableArray<string> Item =
        ["item", "holder.key", "holder.name", "height", "since", "txid"];

    private static readonly ImmutableDictionary<string, CsvColumns> All = new Dictionary<string, CsvColumns>
    {
        ["p2pchain.items/1"] = new("items", Item),
        ["p2pchain.held/1"] = new("items", Item),
        ["p2pchain.item/1"] = new(
            null,
            ["item", "state.holder.key", "state.holder.name", "state.height", "state.since", "state.txid", "note"]),
        ["p2pchain.history/1"] = new("moves", Move),
        ["p2pchain.block/1"] = new("transactions", Move),
        ["p2pchain.pool/1"] = new(
            "transactions",
            ["place", .. Move.Select(static path => "transaction." + path), "isOwn", "waitsUntil", "isReturned"]),
        ["p2pchain.transaction/1"] = new(
            null,
            [
                "state", .. Move.Select(static path => "transaction." + path), "confirmations", "refusal.reason",
                "refusal.sentence", "winner.txid",
            ]),
        ["p2pchain.moves/1"] = new(
            "moves",
            ["item", "type", "state", "txid", "height", "waitsUntil", "refusal.reason", "refusal.sentence"]),
        ["p2pchain.peers/1"] = new(
            "connected",
            [
                "address", "key.key", "key.name", "isProven", "isOutbound", "isPlain", "isNamed", "height", "tip",
                "roundTripMs", "receivedBytes", "sentBytes", "agent",
            ]),
        ["p2pchain.status/1"] = new(
            null,
            [
                "verdict", "node.key.key", "node.key.name", "node.version", "node.listens", "node.uptimeSeconds",
                "chain.height", "chain.tip", "chain.tipTime", "chain.held", "chain.waiting", "peers", "peersInStep",
            ]),
        ["p2pchain.connected/1"] = new(null, ["peer.address", "peer.key.key", "peer.key.name", "peer.height"]),
        ["p2pchain.disconnected/1"] = new(null, ["address", "wasConnected"]),
        ["p2pchain.identity/1"] = new(null, ["key.key", "key.name", "mayRequest", "mayMine", "mines", "isSteward"]),
        ["p2pchain.sync/1"] = new(null, ["height", "tip", "peersInStep", "peersAsked", "plainPeers"]),
        ["p2pchain.bans/1"] = new("bans", ["target", "name", "since", "until", "reason"]),
        ["p2pchain.unban/1"] = new(null, ["ban.target", "ban.name", "ban.since", "ban.until", "ban.reason"]),
        ["p2pchain.ban/1"] = new(null, ["ban.target", "ban.name", "ban.since", "ban.until", "ban.reason"]),
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>The columns of a document; null if it has none.</summary>
    public static CsvColumns? Of(string schema) => All.GetValueOrDefault(schema);
}
