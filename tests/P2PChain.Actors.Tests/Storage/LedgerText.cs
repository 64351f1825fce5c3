using System.Globalization;
using System.Text;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>What a store holds, as lines that two stores can be compared by.</summary>
internal static class LedgerText
{
    public static string Of(StoredLedger ledger)
    {
        // Side blocks of one height have no order among themselves.
        var headers = ledger.Headers.Select((stored, at) => (stored, at)).OrderBy(x => x.stored.Header.Index)
            .ThenByDescending(x => x.stored.IsOnBestChain).ThenBy(x => x.stored.Hash).Select(x => x.stored);
        var text = new StringBuilder();
        foreach (var stored in headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{stored.Hash} {(stored.IsOnBestChain ? "best" : "side")} {stored.TransactionBytes} ")
                .Append(CultureInfo.InvariantCulture, $"{stored.Seal} ")
                .Append(Encoding.ASCII.GetString(stored.Header.CanonicalBytes())).Append('\n');
        }
        foreach (var entry in ledger.Items) text.Append(Encoding.ASCII.GetString(entry.CanonicalBytes())).Append('\n');
        foreach (var entry in ledger.Pool)
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry.Sequence} {entry.Source.Origin} ")
                .Append(Encoding.ASCII.GetString(entry.Transaction.CanonicalBytes)).Append('\n');
        }
        foreach (var (txId, origin) in ledger.OwnTransactions) text.Append(CultureInfo.InvariantCulture, $"own {txId} {origin}\n");
        return text.ToString();
    }

    public static string Of(CustodyUndo undo) => string.Join('\n', undo.Before.Select(pair =>
        $"{pair.Key} {(pair.Value is { } entry ? Encoding.ASCII.GetString(entry.CanonicalBytes()) : "unseen")}"));

    /// <summary>Everything that can be asked of a store.</summary>
    public static string OfAll(IBlockReader reader, StoredLedger ledger)
    {
        var text = new StringBuilder(Of(ledger));
        foreach (var stored in ledger.Headers.OrderBy(stored => stored.Hash))
        {
            var block = reader.ReadBlock(stored.Hash);
            text.Append(Encoding.ASCII.GetString(block.CanonicalBytes())).Append('\n');
            if (stored.IsOnBestChain) text.Append(Of(reader.ReadUndo(stored.Hash))).Append('\n');
            foreach (var transaction in block.Transactions)
                text.Append(CultureInfo.InvariantCulture, $"{transaction.TxId} at {reader.FindTransaction(transaction.TxId)}\n");
        }
        return text.ToString();
    }
}
