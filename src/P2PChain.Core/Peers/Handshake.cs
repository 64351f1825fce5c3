using P2PChain.Core.Json;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Peers;

/// <summary>
/// Determines a peer's kind from its first line. Extended peers recognise each other in the message that the original
/// network's nodes open with, so those nodes notice nothing.
/// </summary>
public static class Handshake
{
    // Only a person changes a node's network; until then the other side is dialled once a minute.
    private static readonly TimeSpan OtherwiseRetry = TimeSpan.FromMinutes(1);

    /// <summary>The result of a first line: exactly one of these.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <summary>An extended peer on our network.</summary>
        public sealed record Extended(Announcement Announcement) : Outcome;

        /// <summary>A node of the original network, or a person, for the life of the connection.</summary>
        public sealed record Plain : Outcome;

        /// <summary>The connection is refused.</summary>
        public sealed record Refused(PeerFault Fault, bool IsExtended) : Outcome;
    }

    /// <summary>The fault of a connection whose other side announces this node's own key.</summary>
    /// <param name="isOwnNonce">Whether its nonce is one that this process sent.</param>
    /// <param name="isProven">Whether it proved the key.</param>
    /// <param name="address">Its address, safe to show.</param>
    public static PeerFault FaultOfOwnKey(bool isOwnNonce, bool isProven, string address) => isOwnNonce
        ? Fault(PeerFaultCode.Ourselves, "")
        : isProven ? Fault(PeerFaultCode.Twin, address) : Fault(PeerFaultCode.KeyNotProved, "");

    /// <summary>Classifies a connection by the other side's first line.</summary>
    /// <param name="local">This node.</param>
    /// <param name="tipHeight">The height of its tip.</param>
    /// <param name="first">The line.</param>
    public static Outcome Classify(LocalNode local, long tipHeight, Decoded first) => first switch
    {
        Decoded.Refused { TypeName: null } refused when CodeOf(refused.Fault) == PeerFaultCode.Malformed =>
            new Outcome.Refused(new PeerFault(PeerFaultCode.NotANode), IsExtended: false),
        Decoded.Refused refused =>
            new Outcome.Refused(FaultOf(refused), refused.TypeName == MessageType.PeerAnnounce.Name),
        Decoded.Understood { Message: Message.PeerAnnounce { Extended: { } theirs } } =>
            Check(local, tipHeight, theirs) is { } fault
                ? new Outcome.Refused(fault, IsExtended: true)
                : new Outcome.Extended(theirs),
        _ => new Outcome.Plain(),
    };

    /// <summary>The fault of a refused line's sender.</summary>
    public static PeerFault FaultOf(Decoded.Refused refused) =>
        new(CodeOf(refused.Fault), $"{refused.TypeName ?? "line"}: {refused.Fault}");

    private static PeerFaultCode CodeOf(DecodeFault fault) => fault.Code switch
    {
        DecodeFaultCode.TooLarge => PeerFaultCode.Hostile,
        DecodeFaultCode.NotJson when
            fault.Value is nameof(JsonFaultCode.TooDeep) or nameof(JsonFaultCode.DuplicateKey) => PeerFaultCode.Hostile,
        DecodeFaultCode.TooMany => PeerFaultCode.TooMany,
        _ => PeerFaultCode.Malformed,
    };

    private static PeerFault? Check(LocalNode local, long tipHeight, Announcement theirs)
    {
        if (theirs.Network != local.Network)
            return Fault(PeerFaultCode.OtherNetwork, Named(theirs.Network), $"here it is {Named(local.Network)}");
        if (theirs.Genesis != local.Genesis)
            return Fault(PeerFaultCode.OtherGenesis, theirs.Genesis.Short(), $"here it is {local.Genesis.Short()}");
        return UpgradeMatch.Of(local.Rules, tipHeight, theirs.Fork).Fault;
    }

    private static string Named(string network) =>
        network.Length == 0 ? "the one without a name" : SafeText.Of(network, 64);

    private static PeerFault Fault(PeerFaultCode code, string detail, string? told = null) =>
        new(code, detail) { RetryAfter = OtherwiseRetry, Told = told };
}
