using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>The payload of <c>peer_announce</c>.</summary>
internal static class AnnouncementJson
{
    private static readonly SearchValues<char> FeatureChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    public static Message.PeerAnnounce? Read(JsonCursor cursor)
    {
        long? version = null;
        string? network = null;
        Hash256? genesis = null;
        ForkId? fork = null;
        PublicKey? node = null;
        ulong? nonce = null;
        long? port = null;
        string? agent = null;
        long? height = null;
        Hash256? tip = null;
        Work? work = null;
        long? time = null;
        string? you = null;
        ImmutableArray<string>? features = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "v": version = cursor.ReadInteger(long.MinValue, long.MaxValue); break;
                case "network": network = cursor.ReadNetworkName(mayBeEmpty: true); break;
                case "genesis": genesis = cursor.ReadHash(); break;
                case "fork": fork = ReadFork(cursor); break;
                case "node": node = cursor.ReadKey(); break;
                case "nonce": nonce = cursor.ReadHex64(); break;
                case "port": port = cursor.ReadInteger(0, ushort.MaxValue); break;
                case "agent": agent = cursor.ReadSafeText(Announcement.AgentCharsMax); break;
                case "height": height = cursor.ReadCount(); break;
                case "tip": tip = cursor.ReadHash(); break;
                case "work": work = cursor.ReadWork(); break;
                case "time_ms": time = cursor.ReadTimeMs(); break;
                case "you": you = cursor.ReadSafeText(Announcement.YouCharsMax); break;
                case "features": features = ReadFeatures(cursor); break;
                default: cursor.SkipValue(); break;
            }
        }

        if (cursor.Fault is not null) return null;
        if (version is null or < 1) return new Message.PeerAnnounce(null);
        if (network is not null && genesis is { } first && fork is not null && node is not null && nonce is { } random
            && port is { } listens && agent is not null && height is { } best && tip is { } hash && work is { } sum
            && time is { } clock && you is not null && features is { } abilities)
        {
            return new Message.PeerAnnounce(new Announcement
            {
                Version = version.Value,
                Network = network,
                Genesis = first,
                Fork = fork,
                Node = node,
                Nonce = random,
                Port = (int)listens,
                Agent = agent,
                Height = best,
                Tip = hash,
                Work = sum,
                TimeMs = clock,
                You = you,
                Features = abilities,
            });
        }

        cursor.RefuseMissing(
            ("network", network), ("genesis", genesis), ("fork", fork), ("node", node), ("nonce", nonce),
            ("port", port), ("agent", agent), ("height", height), ("tip", tip), ("work", work), ("time_ms", time),
            ("you", you), ("features", features));
        return null;
    }

    public static void Write(CanonicalJson json, Announcement? announcement)
    {
        json.BeginObject();
        if (announcement is not null) WriteMembers(json, announcement);
        json.EndObject();
    }

    private static void WriteMembers(CanonicalJson json, Announcement a)
    {
        json.Member("agent", a.Agent).Name("features").BeginObject();
        foreach (var feature in a.Features) json.Name(feature).BeginObject().EndObject();
        json.EndObject().Name("fork").BeginObject().Name("next");
        if (a.Fork.Next is { } next) json.Integer(next);
        else json.Null();
        json.Member("passed", a.Fork.Passed.ToString("x8", CultureInfo.InvariantCulture)).EndObject()
            .Member("genesis", a.Genesis.ToString())
            .Member("height", a.Height)
            .Member("network", a.Network)
            .Member("node", a.Node.Hex)
            .Member("nonce", a.Nonce.ToString("x16", CultureInfo.InvariantCulture))
            .Member("port", a.Port)
            .Member("time_ms", a.TimeMs)
            .Member("tip", a.Tip.ToString())
            .Member("v", a.Version)
            .Member("work", a.Work.ToString())
            .Member("you", a.You);
    }

    private static ForkId? ReadFork(JsonCursor cursor)
    {
        uint? passed = null;
        (bool Read, long? Height) next = default;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "passed": passed = cursor.ReadHex32(); break;
                case "next": next = (true, cursor.TryReadNull() ? null : cursor.ReadCount()); break;
                default: cursor.SkipValue(); break;
            }
        }

        cursor.RefuseMissing(("passed", passed), ("next", next.Read ? "" : null));
        return passed is { } heights ? new ForkId(heights, next.Height) : null;
    }

    private static ImmutableArray<string> ReadFeatures(JsonCursor cursor)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var count = 0;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            if (++count > Announcement.FeaturesMax)
                cursor.RefuseMember(DecodeFaultCode.TooMany, "features", "", Announcement.FeaturesMax);
            if (name.Length is >= 3 and <= 32 && name.AsSpan().IndexOfAnyExcept(FeatureChars) < 0)
                names.Add(name);
            cursor.SkipValue();
        }

        return [.. names];
    }
}
