using P2PChain.Core.Rules;

namespace P2PChain.Core.Peering;

/// <summary>Why a connection ended, for the log, the console and the peer's record.</summary>
/// <param name="Code">The kind.</param>
/// <param name="Detail">What exactly, safe to show; empty when the kind says all.</param>
public sealed record PeerFault(PeerFaultCode Code, string Detail = "")
{
    /// <summary>For how long whoever dialled should leave the other side alone, by the word of whoever ends it; zero where nothing is said.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>The fault of a block that breaks a rule. A body that is not its header's says nothing against the block.</summary>
    public static PeerFault OfBlock(Violation violation) => new(
        violation.Rule is Rule.MerkleRoot or Rule.TransactionCount ? PeerFaultCode.MutatedBody : PeerFaultCode.InvalidBlock,
        violation.ToString());

    /// <summary>A phrase for people.</summary>
    public override string ToString() => Detail.Length == 0 ? Phrase : $"{Phrase}: {Detail}";

    private string Phrase => Code switch
    {
        PeerFaultCode.ConnectionLost => "connection lost",
        PeerFaultCode.SaidBye => "it said goodbye",
        PeerFaultCode.WeClose => "closed here",
        PeerFaultCode.NoFirstLine => "no first line in time",
        PeerFaultCode.HandshakeTimeout => "no handshake in time",
        PeerFaultCode.LineTimeout => "a line did not end in time",
        PeerFaultCode.Silent => "nothing heard of it",
        PeerFaultCode.DoesNotRead => "it does not read",
        PeerFaultCode.HandshakeTooLarge => "too much before the handshake",
        PeerFaultCode.LineTooLong => "a line over the bound",
        PeerFaultCode.Malformed => "a line that is no message",
        PeerFaultCode.Hostile => "a line that no honest node writes",
        PeerFaultCode.TooMany => "more items than allowed",
        PeerFaultCode.OtherNetwork => "another network",
        PeerFaultCode.OtherGenesis => "another genesis",
        PeerFaultCode.OtherUpgrades => "another schedule of upgrades",
        PeerFaultCode.Ourselves => "this node itself",
        PeerFaultCode.Duplicate => "connected already",
        PeerFaultCode.Full => "no slot",
        PeerFaultCode.TooManyFromAddress => "too many connections with its address",
        PeerFaultCode.Discouraged => "no slot for an address that misbehaved",
        PeerFaultCode.Floods => "it talks too much",
        PeerFaultCode.OutboxesFull => "too much waits to be written to it",
        PeerFaultCode.ProtocolOrder => "a message out of order",
        PeerFaultCode.NoAnswer => "it does not answer",
        PeerFaultCode.MutatedBody => "transactions that are not their block's",
        PeerFaultCode.InvalidBlock => "an invalid block",
        PeerFaultCode.InvalidHeader => "an invalid header",
        _ => "an invalid transaction",
    };
}
