namespace P2PChain.Actors.Console;

/// <summary>Tells commands that only read from those that change the ledger or the node.</summary>
public static class CommandKind
{
    /// <summary>Whether a command only reads. A new kind of command counts as a change.</summary>
    public static bool OnlyReads(ConsoleProtocol.Command command) => command
        is ConsoleProtocol.ListItems or ConsoleProtocol.ListHeld or ConsoleProtocol.ShowItem
        or ConsoleProtocol.ShowHistory or ConsoleProtocol.ShowBlock or ConsoleProtocol.ListPool
        or ConsoleProtocol.Explain or ConsoleProtocol.ListBans or ConsoleProtocol.ListPeers
        or ConsoleProtocol.GetStatus or ConsoleProtocol.WhoAmI;
}
