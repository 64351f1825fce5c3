using System.Collections.Immutable;

namespace P2PChain.Node.Screen;

/// <summary>The numbered menu, with the commands in words.</summary>
internal static class Menu
{
    private static readonly ImmutableArray<(string Action, string Words)> Actions =
    [
        ("request (single)", "request ITEM [--note TEXT]"),
        ("release (single)", "release ITEM"),
        ("list reserved items", "items --held"),
        ("list available items", "items --available"),
        ("request (multiple)", "request ITEM ITEM [...]"),
        ("connect to peer", "connect HOST PORT"),
        ("list connected peers", "peers"),
        ("sync chain from network", "sync"),
        ("report blockchain status", "status"),
        ("exit", "exit"),
    ];

    /// <summary>The menu, as printed at the start and by <c>help</c>.</summary>
    public static ImmutableArray<ScreenLine> Lines { get; } =
    [
        ScreenLine.Of("Type a number, or the words on the right; help COMMAND shows how one is written."),
        ScreenLine.Of("Also: item ITEM, history ITEM, block N|HASH, pool, why TXID, "
            + "disconnect HOST PORT, ban, unban, whoami, page."),
        .. Actions.Select(static (action, at) =>
            ScreenLine.Of($"{Spoken.Number(at + 1),2}  {action.Action,-24}  {action.Words}")),
    ];
}
