using static P2PChain.Actors.Console.ConsoleProtocol;

namespace P2PChain.Node.Screen;

/// <summary>The order of a script's commands.</summary>
internal static class ScriptOrder
{
    /// <summary>Whether a command starts only when an earlier request or release has its outcome.</summary>
    /// <remarks>
    /// Moves of different items run side by side. A new connection may be needed for the outcome, so it comes at once.
    /// So does a list of what waits: with the outcome nothing would wait any more.
    /// </remarks>
    public static bool Waits(Command next, Command earlier) => (next, earlier) switch
    {
        (Connect or ListPool, _) => false,
        (Request request, Request before) => request.Uids.Any(before.Uids.Contains),
        (Request request, Release before) => request.Uids.Contains(before.Uid),
        (Release release, Request before) => before.Uids.Contains(release.Uid),
        (Release release, Release before) => release.Uid == before.Uid,
        _ => true,
    };
}
