using System.Globalization;

namespace P2PChain.Core.Rules;

/// <summary>A broken rule, with the offending value and the limit.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Value">The offending value, ASCII.</param>
/// <param name="Limit">The valid value or range.</param>
public sealed record Violation(Rule Rule, string Value, string Limit)
{
    /// <summary>
    /// Whether the breach condemns the block's hash and its descendants. A wrong count, root or seal condemns only that
    /// copy: the header is honest work, and another peer may have the right body.
    /// </summary>
    /// <remarks>Source: docs/rules.md F3.</remarks>
    public bool CondemnsHash =>
        Rule is not (Rule.TransactionCount or Rule.MerkleRoot or Rule.Seal) && !IsUnknownVersion;

    /// <summary>Whether a transaction broke the rule by itself, without the ledger.</summary>
    public bool IsOfTransaction => Rule is Rule.KeyOnCurve or Rule.SignatureValid or Rule.TransactionType
        or Rule.TimestampRange or Rule.TransactionNetwork or Rule.NoteText;

    /// <summary>
    /// Whether the block is of a rule set that this software does not know. Then the block may be good: it condemns
    /// nothing and costs no peer.
    /// </summary>
    /// <remarks>Source: docs/rules.md U4.</remarks>
    public bool IsUnknownVersion { get; init; }

    /// <summary>A violation of two numbers.</summary>
    public static Violation Of(Rule rule, long value, long limit) =>
        new(rule, value.ToString(CultureInfo.InvariantCulture), limit.ToString(CultureInfo.InvariantCulture));

    /// <summary>For logs: the rule, the value and the limit.</summary>
    public override string ToString() => $"{Rule}: {Value}, not {Limit}";
}
