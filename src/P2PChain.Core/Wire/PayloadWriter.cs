using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>Writes the payload of each message, as canonical JSON: its members are sorted.</summary>
internal static class PayloadWriter
{
    public static ReadOnlyMemory<byte> Write(Message message)
    {
        switch (message)
        {
            case Message.NewTransaction m: return m.Transaction.CanonicalBytes;
            case Message.NewBlock m: return m.Block.CanonicalBytes();
        }

        var json = new CanonicalJson();
        switch (message)
        {
            case Message.PeerAnnounce m: AnnouncementJson.Write(json, m.Extended); break;
            case Message.PeerList m: Write(json, m); break;
            case Message.NewPlainBlock m: PlainBlockJson.Write(json, m.Block); break;
            case Message.RequestChain: json.BeginObject().EndObject(); break;
            case Message.ChainResponse m: Write(json, m); break;
            case Message.Ping m: Write(json, m.Heartbeat); break;
            case Message.Pong m: Write(json, m.Heartbeat); break;
            case Message.Bye m: Write(json, m); break;
            case Message.Prove m: json.BeginObject().Member("signature", m.Signature.Hex).EndObject(); break;
            case Message.GetHeaders m: Write(json, m); break;
            case Message.Headers m: Write(json, m); break;
            case Message.GetBlocks m: Write(json, m.Id, m.Hashes); break;
            case Message.BlockMessage m: Write(json, m.Id, m.Block.CanonicalBytes()); break;
            case Message.StoredBlock m: Write(json, m.Id, m.Text); break;
            case Message.NotFound m: Write(json, m.Id, m.Hashes); break;
            case Message.PoolDigest m: PoolPayload.Write(json, m); break;
            case Message.PoolIds m: PoolPayload.Write(json, m); break;
            case Message.GetPool m: PoolPayload.Write(json, m); break;
            case Message.Inventory m: InventoryPayload.Write(json, m); break;
            case Message.GetTransactions m: InventoryPayload.Write(json, m); break;
            case Message.Transactions m: InventoryPayload.Write(json, m); break;
            case Message.CompactBlock m: CompactPayload.Write(json, m); break;
            case Message.GetBlockTransactions m: CompactPayload.Write(json, m); break;
            case Message.BlockTransactions m: CompactPayload.Write(json, m); break;
            case Message.GetAddresses m: json.BeginObject().Member("id", m.Id).EndObject(); break;
            case Message.Addresses m: PeerItemJson.Write(json, m); break;
            default: throw new UnreachableException($"{message.Type} has no writer.");
        }

        return json.ToArray();
    }

    private static void Write(CanonicalJson json, Message.PeerList message)
    {
        json.BeginObject().Name("peers").BeginArray();
        foreach (var peer in message.Peers) json.String(peer);
        json.EndArray().EndObject();
    }

    private static void Write(CanonicalJson json, Message.ChainResponse message)
    {
        json.BeginObject().Name("chain").BeginArray();
        foreach (var block in message.Chain) json.Canonical(block.CanonicalBytes());
        json.EndArray().Member("length", message.Chain.Length).EndObject();
    }

    private static void Write(CanonicalJson json, Heartbeat? heartbeat)
    {
        json.BeginObject();
        if (heartbeat is not null)
        {
            json.Member("height", heartbeat.Height)
                .Member("nonce", heartbeat.Nonce.ToString("x16", CultureInfo.InvariantCulture));
            if (heartbeat.TimeMs is { } timeMs) json.Member("time_ms", timeMs);
            json.Member("tip", heartbeat.Tip.ToString()).Member("work", heartbeat.Work.ToString());
        }

        json.EndObject();
    }

    private static void Write(CanonicalJson json, Message.Bye message) =>
        json.BeginObject().Member("reason", message.Reason).Member("retry_s", message.RetrySeconds).EndObject();

    private static void Write(CanonicalJson json, Message.GetHeaders message)
    {
        json.BeginObject().Member("id", message.Id);
        Write(json.Name("locator"), message.Locator);
        json.Member("max", message.Max).EndObject();
    }

    private static void Write(CanonicalJson json, Message.Headers message)
    {
        json.BeginObject().Member("id", message.Id).Name("items").BeginArray();
        foreach (var item in message.Items) json.Canonical(item.CanonicalBytes());
        json.EndArray().Name("more").Canonical(message.More ? "true"u8 : "false"u8).EndObject();
    }

    private static void Write(CanonicalJson json, uint id, byte[] block) =>
        json.BeginObject().Name("block").Canonical(block).Member("id", id).EndObject();

    private static void Write(CanonicalJson json, uint id, ImmutableArray<Hash256> hashes)
    {
        json.BeginObject();
        Write(json.Name("hashes"), hashes);
        json.Member("id", id).EndObject();
    }

    internal static void Write(CanonicalJson json, ImmutableArray<Hash256> hashes)
    {
        json.BeginArray();
        foreach (var hash in hashes) json.String(hash.ToString());
        json.EndArray();
    }
}
