using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Storage;

/// <summary>Reads the headers of all kept blocks, without their bodies.</summary>
internal sealed class HeaderTable(LedgerFile file, Hash256 genesis)
{
    private readonly Statement _all = file.Prepare(
        "select hash, header, seal, transaction_bytes, on_best_chain from blocks");

    private readonly HeaderText _text = new();

    /// <summary>All kept blocks except genesis, by height; at one height the best chain's first.</summary>
    /// <exception cref="ChainStoreException">A row is damaged, or the blocks are not a tree on genesis.</exception>
    public ImmutableArray<StoredHeader> Load()
    {
        var headers = new List<StoredHeader>();
        using (var rows = _all.Query())
        {
            while (rows.Read())
            {
                if (rows.Text(0) is not { } hash || !Hash256.TryParse(hash, out var known))
                    throw file.Findings.Damaged("blocks", "row " + (headers.Count + 1), "it has no hash");
                if (known == genesis) continue;
                var header = rows.Utf8(1);
                if (Hash256.Of(header) != known) throw Damaged(known, "the header has another hash");
                if (_text.Decode(header) is not { } decoded) throw Damaged(known, "the header is not canonical");
                var seal = rows.Text(2);
                if (!Signature.TryParse(seal, out var signature) && seal is not "")
                    throw Damaged(known, "the seal is no signature");
                if (rows.Integer(3) is not { } bytes || rows.Integer(4) is not { } isBest)
                    throw Damaged(known, "the row is incomplete");
                headers.Add(new StoredHeader(decoded, known, signature, bytes, isBest == 1));
            }
        }
        ImmutableArray<StoredHeader> ordered =
            [.. headers.OrderBy(stored => stored.Header.Index).ThenByDescending(stored => stored.IsOnBestChain)];
        CheckLinks(ordered);
        return ordered;
    }

    /// <summary>Finds a lost row. It would otherwise show only when memory is built from the other rows.</summary>
    private void CheckLinks(ImmutableArray<StoredHeader> headers)
    {
        var heights = new Dictionary<Hash256, long>(headers.Length + 1) { [genesis] = 0 };
        var tip = genesis;
        foreach (var stored in headers)
        {
            var header = stored.Header;
            if (!heights.TryGetValue(header.PrevHash, out var height) || header.Index != height + 1)
                throw Damaged(stored.Hash, "its parent is missing");
            if (stored.IsOnBestChain)
            {
                if (header.PrevHash != tip) throw Damaged(stored.Hash, "the best chain has a gap below it");
                tip = stored.Hash;
            }
            heights.Add(stored.Hash, header.Index);
        }
    }

    private ChainStoreException Damaged(Hash256 hash, string what) =>
        file.Findings.Damaged("blocks", hash.ToString(), what);
}
