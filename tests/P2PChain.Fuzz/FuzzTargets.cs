using System.Collections.Immutable;
using P2PChain.Fuzz.Targets;

namespace P2PChain.Fuzz;

/// <summary>Every reader of what comes from outside.</summary>
internal static class FuzzTargets
{
    public static ImmutableArray<FuzzTarget> All { get; } =
    [
        HoconTarget.Target, // the dearest first, so that it is not waited for alone
        LineTarget.Target,
        JsonTarget.Target,
        ReadersTarget.Target,
        MessageTarget.Target,
        TransactionTarget.Target,
        BlockTarget.Target,
        HandshakeTarget.Target,
        DatagramTarget.Target,
        ConsoleTarget.Target,
    ];
}
