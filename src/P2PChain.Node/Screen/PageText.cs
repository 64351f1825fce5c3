using System.Collections.Immutable;

namespace P2PChain.Node.Screen;

/// <summary>The address of the page, for a person.</summary>
internal static class PageText
{
    /// <summary>What <c>page</c> does.</summary>
    public const string Does = "Shows an address at which a browser may request and release items of this node.";

    /// <summary>The line below the address.</summary>
    public const string Hint = "Open it within a minute. It lets one browser in, until its tab is closed.";

    /// <summary>The address with a code, which the page takes out of it.</summary>
    public static Uri AddressOf(Uri node, string code) => new(node, "#" + code);

    /// <summary>The lines of <c>page</c>.</summary>
    /// <param name="address">The address; null if the node serves no HTTP.</param>
    public static ImmutableArray<ScreenLine> Of(Uri? address) => address is null
        ? [ScreenLine.Of(
            "This node serves no page: set p2pchain.http.enabled to true and start it again.", Tone.Notice)]
        : [ScreenLine.Of($"{address}"), ScreenLine.Of(Hint)];
}
