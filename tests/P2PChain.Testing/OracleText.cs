using System.Text;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Testing.Oracle;

namespace P2PChain.Testing;

/// <summary>
/// The bridge between the product and the oracle: canonical JSON, the only thing the two have in common.
/// </summary>
public static class OracleText
{
    /// <summary>The oracle's ledger of a network.</summary>
    public static ReferenceLedger LedgerOf(NetworkParameters parameters, bool checkSignatures = true) =>
        new(Of(parameters.CanonicalBytes()), checkSignatures);

    public static string Of(Block block) => Of(block.CanonicalBytes());

    public static string Of(Transaction transaction) => Of(transaction.CanonicalBytes);

    /// <summary>Every entry of a state, in the order of the ids.</summary>
    public static string[] Of(CustodyState state) =>
        [.. state.Entries.OrderBy(entry => entry.Uid.Text, StringComparer.Ordinal).Select(entry => Of(
            entry.CanonicalBytes()))];

    /// <summary>The same of the oracle's state.</summary>
    public static string[] Of(OracleCustody custody) =>
        [.. custody.Items.Values.OrderBy(item => item.Uid, StringComparer.Ordinal).Select(item => item.EntryText)];

    private static string Of(byte[] canonical) => Encoding.ASCII.GetString(canonical);
}
