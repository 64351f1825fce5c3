using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;

namespace P2PChain.Core.Rules;

/// <summary>The checks of a transaction that all rule sets share: date, network, signature.</summary>
/// <remarks>Not thread-safe, because its verifier is not. Source: docs/rules.md T4, T5, K1–K3.</remarks>
public sealed class TransactionChecks(NetworkParameters parameters, SignatureVerifier verifier, SignatureMemo memo)
{
    /// <summary>Earliest timestamp, seconds.</summary>
    public const double TimestampMin = 0.001;

    /// <summary>Latest timestamp, seconds: 2^33, so that milliseconds stay below 2^43.</summary>
    public const double TimestampMax = 8_589_934_592.0;

    /// <summary>Longest note, in Unicode scalar values.</summary>
    public const int NoteLengthMax = 256;

    /// <summary>Checks a transaction. The signature comes last, because it costs most.</summary>
    public bool TryCheck(Transaction transaction, [NotNullWhen(false)] out Violation? violation)
    {
        violation = CheckContent(transaction.Content) ?? CheckSignature(transaction);
        return violation is null;
    }

    /// <summary>Whether a text is a valid note: 1–256 scalar values, no C0 or C1 control, no lone surrogate.</summary>
    public static bool IsNote(string note)
    {
        var count = 0;
        for (var i = 0; i < note.Length; count++)
        {
            var status = Rune.DecodeFromUtf16(note.AsSpan(i), out var rune, out var length);
            if (status != OperationStatus.Done || Rune.IsControl(rune)) return false;
            i += length;
        }
        return count is >= 1 and <= NoteLengthMax;
    }

    private Violation? CheckContent(TransactionContent content)
    {
        if (!(content.Timestamp is >= TimestampMin and <= TimestampMax))
            return new Violation(
                Rule.TimestampRange,
                content.Timestamp.ToString("R", CultureInfo.InvariantCulture),
                "0.001 to 8589934592");
        return (content.Network ?? "") == parameters.Name && content.Network is not ""
            ? null
            : new Violation(Rule.TransactionNetwork, content.Network ?? "(none)", parameters.Name);
    }

    private Violation? CheckSignature(Transaction transaction)
    {
        if (memo.Contains(transaction.Wid)) return null;
        if (!verifier.IsOnCurve(transaction.Requester))
            return new Violation(Rule.KeyOnCurve, transaction.Requester.Hex, "a point of P-256");
        if (!verifier.Verify(transaction.Requester, transaction.Content.SigningBytes(), transaction.Signature))
            return new Violation(Rule.SignatureValid, transaction.Wid.ToString(), "a signature by the requester");
        memo.Add(transaction.Wid);
        return null;
    }
}
