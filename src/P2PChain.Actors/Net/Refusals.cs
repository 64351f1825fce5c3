using System.Globalization;
using P2PChain.Core.Peers;

namespace P2PChain.Actors.Net;

/// <summary>Why a connection that others made gets no slot. Slots come free in minutes, so each asks for a pause.</summary>
internal static class Refusals
{
    public static PeerFault Full { get; } = Fault(PeerFaultCode.Full);

    public static PeerFault Discouraged { get; } = Fault(PeerFaultCode.Discouraged);

    /// <summary>A person can mend this one: offices behind one router need a larger bound.</summary>
    public static PeerFault TooManyFromAddress(int allowed)
    {
        var bound = string.Create(CultureInfo.InvariantCulture, $"limits.peers-per-address = {allowed}");
        return Fault(PeerFaultCode.TooManyFromAddress) with { Detail = bound, Told = string.Create(CultureInfo.InvariantCulture, $"it allows {allowed}") };
    }

    private static PeerFault Fault(PeerFaultCode code) => new(code) { RetryAfter = PeerSettings.FullRetry };
}
