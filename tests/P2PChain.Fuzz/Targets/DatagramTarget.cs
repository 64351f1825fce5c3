using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Fuzz.Targets;

/// <summary>The datagrams of the local network, which anybody there can send.</summary>
internal static class DatagramTarget
{
    public static readonly FuzzTarget Target = new(
        "datagram",
        "An announcement or nothing; its values are in their ranges and are those that a second implementation reads; "
            + "written, it is the same and no longer than a datagram.",
        Run,
        Datagrams(),
        [
            "\"genesis\": ", "\"network\": \"\"", "\"nonce\": ", "\"p2pchain\": 1", "\"p2pchain\": 2", "\"port\": 1024",
            "\"port\": 65535", "\"x\": [1], ",
        ],
        KindsMin: 5);

    private const int NameMax = 64;

    private static ImmutableArray<byte[]> Datagrams()
    {
        var one = new LanAnnouncement("office", Hash256.Of([1]), 6000, 255);
        ImmutableArray<LanAnnouncement> all =
        [
            one, one with { Network = "" }, one with { Port = 1024, Nonce = 0 },
            one with { Network = new string('n', NameMax), Port = 65_535, Nonce = ulong.MaxValue },
        ];
        return [.. all.Select(announcement => announcement.Encode())];
    }

    private static FuzzAnswer Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        if (LanAnnouncement.Decode(bytes) is not { } read)
            return FuzzAnswer.Refused(Kind(bytes));
        BrokenPromiseException.Unless(bytes.Length <= LanAnnouncement.BytesMax, "it is too long");
        BrokenPromiseException.Unless(
            read.Port is >= 1024 and <= 65_535 && read.Network.Length <= NameMax, "out of range");
        using var document = JsonDocument.Parse(bytes);
        var second = document.RootElement;
        BrokenPromiseException.UnlessSame(
            $"{second.GetProperty("port").GetInt64()} {TextOf(second, "network")} {TextOf(second, "nonce")}",
            $"{read.Port} {read.Network} {read.Nonce.ToString("x16", CultureInfo.InvariantCulture)}",
            "the second opinion");
        var written = read.Encode();
        // A name may be six times as long once it is escaped.
        if (written.Length <= LanAnnouncement.BytesMax && LanAnnouncement.Decode(written) != read)
            throw new BrokenPromiseException("written and read again it is another");
        return FuzzAnswer.Accepted(second.EnumerateObject().Count() > 5 ? "with more members" : "an announcement");
    }

    private static string? TextOf(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string Kind(byte[] bytes)
    {
        if (bytes.Length > LanAnnouncement.BytesMax) return "too long";
        return bytes is [(byte)'{', ..] ? "an object" : "no object";
    }
}
