using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Storage;

/// <summary>The best chain at the moment of opening, also while a node writes.</summary>
public sealed class LedgerSnapshot : IDisposable
{
    private readonly LedgerFile _file;
    private readonly Block _genesis;
    private readonly BlockTable _blocks;
    private readonly Statement _hash;

    private LedgerSnapshot(LedgerFile file, NetworkParameters network)
    {
        _file = file;
        Network = network;
        _genesis = network.Genesis();
        _blocks = new BlockTable(file);
        _hash = file.Prepare("select hash from blocks where height = ?1 and on_best_chain = 1");
        using var rows = file.Prepare("select max(height) from blocks where on_best_chain = 1").Query();
        TipHeight = rows.Read() ? rows.Integer(0) ?? 0 : 0;
    }

    /// <summary>The ledger's network.</summary>
    public NetworkParameters Network { get; }

    /// <summary>The best chain's height.</summary>
    public long TipHeight { get; }

    /// <summary>Opens a ledger to read it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The network that it should be of; null to read it from the file.</param>
    /// <exception cref="ChainStoreException">It is missing, damaged, or another network's or version's.</exception>
    public static LedgerSnapshot Open(string path, NetworkParameters? expected)
    {
        var file = LedgerFile.OpenSnapshot(path);
        try
        {
            var network = Schema.Network(file, expected);
            return file.Reading(() => new LedgerSnapshot(file, network));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The best chain's block at a height, checked against its hash and its Merkle root.</summary>
    /// <exception cref="ChainStoreException">It is damaged or missing.</exception>
    public Block At(long height) => height == 0 ? _genesis : _file.Reading(() => _blocks.Read(HashAt(height)));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private Hash256 HashAt(long height)
    {
        using var rows = _hash.Query(height);
        return rows.Read() && Hash256.TryParse(rows.Text(0), out var hash)
            ? hash
            : throw _file.Findings.Damaged(
                "blocks", FormattableString.Invariant($"height {height}"), "the best chain has a gap");
    }
}
