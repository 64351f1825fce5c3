using System.Globalization;
using P2PChain.Core.Peers;

namespace P2PChain.Actors.Net;

/// <summary>The reasons for which an inbound connection gets no slot. Each asks the peer for a pause.</summary>
internal static class Refusals
{
    /// <summary>This node stops.</summary>
    public static readonly PeerFault Stops = new(PeerFaultCode.WeClose, "this node stops")
    {
        Told = "the node there stops",
    };

    public static PeerFault Full { get; } = Fault(PeerFaultCode.Full);

    public static PeerFault Discouraged { get; } = Fault(PeerFaultCode.Discouraged);

    /// <summary>Names the key of the limit: offices behind one router need a larger one.</summary>
    public static PeerFault TooManyFromAddress(int allowed)
    {
        var number = allowed.ToString(CultureInfo.InvariantCulture);
        return Fault(PeerFaultCode.TooManyFromAddress) with
        {
            Detail = $"limits.peers-per-address = {number}",
            Told = $"it allows {number}",
        };
    }

    /// <summary>The other side reads which of the two is banned; the person's reason stays here.</summary>
    public static PeerFault Banned(Ban ban)
    {
        var what = ban.Target is BanTarget.Node ? "key" : "address";
        return new PeerFault(PeerFaultCode.Banned, ban.Reason)
        {
            RetryAfter = PeerSettings.BannedRetry,
            Told = $"ask the operator there to unban your {what}",
        };
    }

    private static PeerFault Fault(PeerFaultCode code) => new(code) { RetryAfter = PeerSettings.FullRetry };
}
