using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

/// <summary>People, blocks and peers that the rendering tests talk about.</summary>
internal static class Views
{
    public const string TipText = "00ab12cd00000000000000000000000000000000000000000000000000000007";

    public static PublicKey Me { get; } = PublicKey.Parse("02" + new string('a', 64));

    public static PublicKey Other { get; } = PublicKey.Parse("03" + new string('b', 64));

    public static ItemId Laptop { get; } = ItemId.Parse("laptop-001");

    public static Hash256 Tip { get; } = Hash256.Parse(TipText);

    public static Hash256 OtherTip { get; } = Hash256.Parse("0" + TipText[1..^1] + "8");

    /// <summary>2026-03-01 12:30 UTC.</summary>
    public static UnixTime Now { get; } = UnixTime.From(new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero));

    /// <summary>2026-03-01 12:04 UTC, as transactions date themselves.</summary>
    public static double Moved { get; } = new DateTimeOffset(2026, 3, 1, 12, 4, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    public static Spoken Say { get; } = new(Me, KeyNames.None, TimeZoneInfo.Utc, Now);

    public static ChainProtocol.ChainTip ChainTip(long height) => new(height, Tip, default, Now.Milliseconds - 14_000);

    public static CustodyEntry Entry(string item, PublicKey? holder, long since = 1) =>
        new(ItemId.Parse(item), holder, since, Moved, Tip);

    public static PeerView Peer(string address, long height = 7, bool isInStep = true) => new(
        new PeerId(1), address, IsOutbound: true, IsExtended: true, Other, height, isInStep ? Tip : OtherTip,
        TimeSpan.FromMilliseconds(0.94), "P2PChain.Actors/0.1.0")
    {
        IsProven = true,
    };

    public static string[] Lines(IReadOnlyList<ScreenLine> lines, bool onTerminal = false) =>
        ScreenLayout.Text(lines, new ScreenStyle(onTerminal, HasColours: false)).TrimEnd('\n').Split('\n');
}
