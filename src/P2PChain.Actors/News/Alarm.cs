using static P2PChain.Actors.Protocols.ConsoleProtocol;

namespace P2PChain.Actors.News;

/// <summary>News that is a warning in the log too, whether or not a person watches.</summary>
internal static class Alarm
{
    /// <summary>The sentence for the log; null where the news is no alarm.</summary>
    public static string? Of(INews news) => news switch
    {
        DeepReorganisationNews deep => FormattableString.Invariant($"Look at this: a better chain undid {deep.Abandoned} blocks after block ")
            + FormattableString.Invariant($"{deep.ForkHeight}, the oldest of {deep.Oldest}: nodes were cut off from each other for so long, ")
            + "or somebody wrote the ledger's past anew.",
        TwinNews twin => $"Look at this: another node uses this node's key, from {twin.Address}: stop one of the two.",
        ClockNews { Finding: { Slow: var slow } } => FormattableString.Invariant($"This node's clock is {slow.Duration().TotalMinutes:0} min ")
            + $"{(slow > TimeSpan.Zero ? "slow" : "fast")} by what its peers say: set it.",
        ClockNews => "This node's clock is no longer found to be off.",
        _ => null,
    };
}
