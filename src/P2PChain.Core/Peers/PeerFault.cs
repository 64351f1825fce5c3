using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Json;
using P2PChain.Core.Pool;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Peers;

/// <summary>The reason for the end of a connection, for the log, the console and the peer's record.</summary>
/// <param name="Code">The kind.</param>
/// <param name="Detail">The details, safe to show; empty if the kind says all.</param>
public sealed record PeerFault(PeerFaultCode Code, string Detail = "")
{
    /// <summary>The end of a dial that was made only in order to see whether a node is there.</summary>
    public static readonly PeerFault Looked = new(PeerFaultCode.WeClose, LookText) { Told = LookText };

    /// <summary>The end of a dialled connection that is one too many.</summary>
    public static readonly PeerFault OneTooMany = new(PeerFaultCode.WeClose, "another peer delivered more lately")
    {
        Told = "another peer of this node delivered more lately",
    };

    private const string LookText = "only a look whether a node is there";

    /// <summary>Whether the connection was a look, by this node's word or the other's.</summary>
    public bool IsLook => Detail == LookText && Code is (PeerFaultCode.WeClose or PeerFaultCode.SaidBye);

    /// <summary>
    /// The time for which the dialer should not dial again, by the word of the side that ends the connection; zero if
    /// that side says nothing.
    /// </summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>The detail for the other side, if ours would mislead it.</summary>
    public string? Told { get; init; }

    /// <summary>
    /// The text of the <c>bye</c> to an extended peer; null for none. It names a fault that a person there can correct.
    /// There is none if the peer broke the protocol, if it does not read, and if it ended the connection itself.
    /// </summary>
    /// <remarks>Source: docs/protocol.md, refusals.</remarks>
    public string? Goodbye => Code switch
    {
        PeerFaultCode.WeClose => Told ?? "a person there disconnected",
        PeerFaultCode.OtherNetwork or PeerFaultCode.OtherGenesis => Text(Phrase, Told ?? Detail),
        PeerFaultCode.OtherUpgrades => Told ?? Phrase,
        PeerFaultCode.Ourselves or PeerFaultCode.Duplicate or PeerFaultCode.Full => Text(Phrase, Detail),
        PeerFaultCode.Twin => Phrase,
        PeerFaultCode.KeyNotProved => "you name this node's key and do not prove it",
        PeerFaultCode.DuplicateElsewhere => $"another node uses this node's key, from {Detail}",
        PeerFaultCode.TooManyFromAddress => Text("too many connections from your address", Told ?? Detail),
        PeerFaultCode.Discouraged => Text("no slot: your address misbehaved", Told ?? Detail),
        PeerFaultCode.Banned => Text("banned", Told ?? ""),
        PeerFaultCode.Malformed or PeerFaultCode.TooMany => Text("not understood", Detail),
        _ => null,
    };

    /// <summary>Whether the dialled address leads to no peer at all: to no node, or to this one.</summary>
    public bool IsOfNoPeer => Code is PeerFaultCode.NotANode or PeerFaultCode.Ourselves;

    /// <summary>
    /// Why two nodes refuse each other, or the other side refuses this one, until a person corrects it; null otherwise.
    /// </summary>
    public string? Refusal => Code switch
    {
        PeerFaultCode.RefusedUs => Detail,
        PeerFaultCode.OtherNetwork or PeerFaultCode.OtherGenesis or PeerFaultCode.OtherUpgrades => ToString(),
        _ => null,
    };

    /// <summary>
    /// The fault of a block that breaks a rule. A body that does not belong to its header says nothing of the block.
    /// </summary>
    public static PeerFault OfBlock(Violation violation) => violation.Rule switch
    {
        Rule.MerkleRoot or Rule.TransactionCount => new PeerFault(PeerFaultCode.MutatedBody, violation.ToString()),
        Rule.VersionInForce => OfVersion(violation),
        _ => new PeerFault(PeerFaultCode.InvalidBlock, violation.ToString()),
    };

    /// <summary>
    /// The fault of a block by the chain's answer; null if it has none. An honest node may not know yet that an
    /// ancestor is invalid.
    /// </summary>
    public static PeerFault? OfVerdict(Verdict verdict) =>
        verdict is Verdict.Invalid(var violation) && violation.Rule != Rule.AncestorValid ? OfBlock(violation) : null;

    /// <summary>The fault of a transaction that no honest node relays; null if it is none.</summary>
    public static PeerFault? OfAdmission(Admission admission) =>
        admission is Admission.Refused({ IsOffence: true } refusal)
            ? new PeerFault(PeerFaultCode.InvalidTransaction, $"{refusal.Uid}: {refusal.Reason.Name()}")
            : null;

    /// <summary>The fault of a transaction, headers or a block that break a rule.</summary>
    public static PeerFault OfMessage(Message message, Violation violation) => message switch
    {
        Message.NewTransaction => new PeerFault(PeerFaultCode.InvalidTransaction, violation.ToString()),
        Message.Headers or Message.CompactBlock => OfHeader(violation),
        _ => OfBlock(violation),
    };

    /// <summary>The fault of a header that breaks a rule.</summary>
    private static PeerFault OfHeader(Violation violation) => violation.Rule == Rule.VersionInForce
        ? OfVersion(violation)
        : new PeerFault(PeerFaultCode.InvalidHeader, violation.ToString());

    /// <summary>The other side said goodbye.</summary>
    /// <param name="bye">Its word.</param>
    /// <param name="isWelcome">Whether this node was welcome before.</param>
    public static PeerFault OfBye(Message.Bye bye, bool isWelcome) =>
        new(
            isWelcome ? PeerFaultCode.SaidBye : PeerFaultCode.RefusedUs,
            SafeText.Of(bye.Reason, Message.Bye.ReasonCharsMax))
        {
            RetryAfter = TimeSpan.FromSeconds(bye.RetrySeconds),
        };

    /// <summary>A known rule set at a height of another one: the peer's schedule differs from this node's.</summary>
    private static PeerFault OfVersion(Violation violation) => new(
        PeerFaultCode.OtherUpgrades,
        $"it sent a block of rule set {violation.Value} where set {violation.Limit} is in force");

    /// <summary>A phrase for people.</summary>
    public override string ToString() => Code switch
    {
        PeerFaultCode.Twin when Detail.Length > 0 => $"{Phrase}, from {Detail}",
        PeerFaultCode.NotANode when Detail.Length > 0 => $"that is {Detail}, not a node",
        _ => Text(Phrase, Detail),
    };

    private string Phrase => Code switch
    {
        PeerFaultCode.ConnectionLost => "connection lost",
        PeerFaultCode.SaidBye => "it said goodbye",
        PeerFaultCode.RefusedUs => "it refuses this node",
        PeerFaultCode.WeClose => "closed here",
        PeerFaultCode.NoFirstLine => "no first line in time",
        PeerFaultCode.HandshakeTimeout => "no handshake in time",
        PeerFaultCode.LineTimeout => "a line did not end in time",
        PeerFaultCode.Silent => "nothing heard of it",
        PeerFaultCode.DoesNotRead => "it does not read",
        PeerFaultCode.HandshakeTooLarge => "too much before the handshake",
        PeerFaultCode.LineTooLong => "a line over the bound",
        PeerFaultCode.NotANode => "that is no node of this network's protocol",
        PeerFaultCode.Malformed => "a line that is no message",
        PeerFaultCode.Hostile => "a line that no honest node writes",
        PeerFaultCode.TooMany => "more items than allowed",
        PeerFaultCode.OtherNetwork => "another network",
        PeerFaultCode.OtherGenesis => "another genesis",
        PeerFaultCode.OtherUpgrades => "another schedule of upgrades",
        PeerFaultCode.Ourselves => "this node itself",
        PeerFaultCode.Twin => "another node uses this node's key",
        PeerFaultCode.KeyNotProved => "it names this node's key and does not prove it",
        PeerFaultCode.WrongProof => "a wrong proof of its key",
        PeerFaultCode.NoProof => "no proof of its key in time",
        PeerFaultCode.Duplicate => "connected already",
        PeerFaultCode.DuplicateElsewhere => "connected already from another address",
        PeerFaultCode.Full => "no slot",
        PeerFaultCode.TooManyFromAddress => "too many connections with its address",
        PeerFaultCode.Discouraged => "no slot for an address that misbehaved",
        PeerFaultCode.Banned => "banned here",
        PeerFaultCode.Floods => "it talks too much",
        PeerFaultCode.OutboxesFull => "too much waits to be written to it",
        PeerFaultCode.ProtocolOrder => "a message out of order",
        PeerFaultCode.NoAnswer => "it does not answer",
        PeerFaultCode.MutatedBody => "transactions that are not their block's",
        PeerFaultCode.InvalidBlock => "an invalid block",
        PeerFaultCode.InvalidHeader => "an invalid header",
        _ => "an invalid transaction",
    };

    private static string Text(string phrase, string detail) => detail.Length == 0 ? phrase : $"{phrase}: {detail}";
}
