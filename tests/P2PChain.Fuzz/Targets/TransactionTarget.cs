using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using P2PChain.Testing.Oracle;

namespace P2PChain.Fuzz.Targets;

/// <summary>A transaction, as it is stored and sent; the oracle's reader is the second opinion.</summary>
internal static class TransactionTarget
{
    public static readonly FuzzTarget Target = new(
        "transaction",
        "Read exactly where the oracle reads it, to the same text and the same ids; written, it is read as the same; it is within all ranges.",
        Run,
        FuzzCorpus.Transactions,
        ["\"network\": \"north\", ", "\"note\": \"a\", ", "\"requester\": ", "\"uid\": \"a\", ", "\"type\": 2, "],
        KindsMin: 25);

    private static FuzzAnswer Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        var isRead = LedgerJson.TryReadTransaction(bytes, out var read, out var fault);
        BrokenPromiseException.Unless(
            isRead == fault is null && isRead == read is not null, "both a transaction and a fault, or neither");
        var oracle = Oracle(bytes);
        if (fault is not null)
        {
            // Only the product bounds depth and the length of a number.
            var mayDiffer = fault.Code == DecodeFaultCode.NotJson && fault.Value is nameof(JsonFaultCode.NumberTooLong) or nameof(JsonFaultCode.TooDeep);
            BrokenPromiseException.Unless(oracle is null || mayDiffer, $"the oracle reads it; {fault}");
            return FuzzAnswer.Refused(fault.Code == DecodeFaultCode.NotJson ? $"{fault.Code} {fault.Value}" : $"{fault.Code} {(fault.Code == DecodeFaultCode.UnknownMember ? "" : fault.Member)}");
        }

        var transaction = read!;
        BrokenPromiseException.Unless(
            new RuleSet1(NetworkParameters.Demo).CheckForm(transaction.Content) is null, "it is out of a range");
        BrokenPromiseException.Unless(LedgerJson.TryReadTransaction(transaction.CanonicalBytes, out var again, out _) && again.Equals(transaction), "written, it is read as another");
        // The oracle asks at once whether the key is a point; the product asks with the signature.
        using var verifier = new SignatureVerifier();
        if (oracle is null && !verifier.IsOnCurve(transaction.Requester)) return FuzzAnswer.Accepted("off the curve");
        BrokenPromiseException.Unless(oracle is not null, "the oracle does not read it");
        BrokenPromiseException.UnlessSame(
            oracle!.Text, Encoding.ASCII.GetString(transaction.CanonicalBytes), "the oracle reads another");
        BrokenPromiseException.UnlessSame($"{oracle.Txid} {oracle.Wid} {oracle.Milliseconds}", $"{transaction.TxId} {transaction.Wid} {transaction.TimestampMs}", "other ids");
        return FuzzAnswer.Accepted(
            $"{transaction.Content.Type}{(transaction.Content.Note is null ? "" : " with a note")}");
    }

    private static OracleTransaction? Oracle(byte[] bytes)
    {
        try
        {
            return OracleTransaction.Read(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
        }
        catch (Exception error) when (error is RuleBrokenException or DecoderFallbackException)
        {
            return null;
        }
    }
}
