using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;

namespace P2PChain.Storage.Check;

/// <summary>Checks every stored block from genesis on by every rule, and the tables beside the blocks.</summary>
/// <param name="file">The ledger, opened to be read.</param>
/// <param name="rules">Its network's rule sets.</param>
/// <param name="found">The list of findings.</param>
internal sealed class BlockReplay(LedgerFile file, RuleSchedule rules, FindingList found) : IDisposable
{
    private const string Table = "blocks";
    private const int ProgressEvery = 256;

    private readonly SignatureVerifier _verifier = new();
    private readonly Block _genesis = rules.Network.Genesis();
    private readonly List<HeaderNode> _side = [];
    private readonly Dictionary<Hash256, HeaderNode> _nodes = [];

    private readonly TransactionCheck _transactions = new(file, found);

    private BlockChecks? _checks;

    /// <summary>The last valid block of the best chain.</summary>
    public HeaderNode Tip { get; private set; } = HeaderNode.OfGenesis(rules.Network.Genesis());

    /// <summary>Custody after it.</summary>
    public CustodyState Custody { get; private set; } = CustodyState.Empty;

    /// <summary>Whether every block marked as on the best chain is valid.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Transactions up to the tip.</summary>
    public long Transactions { get; private set; }

    /// <summary>Number of side blocks.</summary>
    public long SideBlocks => _side.Count;

    /// <summary>Checks all of them.</summary>
    public void Run(Action<long, long>? progress)
    {
        _checks = new BlockChecks(rules, _verifier, new SignatureMemo());
        _nodes.Add(Tip.Hash, Tip);
        var done = 0L;
        var all = Count("select count(*) from blocks");
        using (var rows = file.Prepare(
            "select hash, header, seal, transactions, transaction_bytes, on_best_chain, undo, height from blocks "
            + "order by height").Query())
        {
            while (rows.Read())
            {
                if (done++ % ProgressEvery == 0) progress?.Invoke(done, all);
                Check(rows);
            }
        }

        progress?.Invoke(done, all);
        if (done != all) found.Add(Table, "(all)", "the index by height has another number of rows");
        foreach (var node in _side)
            if (IsWhole && node.Beats(Tip) && !MayBeStaged(node))
                found.Add(Table, node.Hash.ToString(), "it is better than the best chain, and not on it");
        if (IsWhole) _transactions.CheckCount(Transactions);
    }

    /// <inheritdoc/>
    public void Dispose() => _verifier.Dispose();

    private void Check(Statement.Rows rows)
    {
        var isBest = rows.Integer(5) == 1;
        var name = rows.Text(0) ?? "(no hash)";
        if (!Hash256.TryParse(rows.Text(0), out var hash)) Condemn(isBest, name, "it is no hash");
        else if (hash == _genesis.Hash) CheckGenesis(rows, name);
        else if (!BlockTable.TryDecode(hash, rows.Utf8(1), rows.Text(2), rows.Utf8(3), out var block, out var reason))
            Condemn(isBest, name, reason);
        else Check(rows, block, name, isBest);
    }

    private void Check(Statement.Rows rows, Block block, string name, bool isBest)
    {
        if (rows.Integer(7) != block.Height) Condemn(isBest, name, "its height is not the header's");
        else if (rows.Integer(4) != block.TransactionBytes)
            Condemn(isBest, name, "transaction_bytes is not the size of the transactions");
        else if (!rows.Utf8(3).SequenceEqual(block.TransactionsBytes()))
            Condemn(isBest, name, "the transactions are not canonical");
        else if (!_nodes.TryGetValue(block.Header.PrevHash, out var parent))
            Condemn(isBest, name, "its parent is missing");
        else if (Violation(block, parent) is { } violation) Condemn(isBest, name, violation.ToString());
        else if (isBest) Connect(rows, block, name, parent);
        else
        {
            if (rows.Value(6) is not null && !UndoJson.TryDecode(rows.Utf8(6), out _, out var fault))
                found.Add(Table, name, "the undo record is damaged: " + Findings.Text(fault));
            _side.Add(Place(block, parent));
        }
    }

    private Violation? Violation(Block block, HeaderNode parent) =>
        !_checks!.TryCheck(block, out _, out var violation)
            ? violation
            : parent.CheckChild(rules, block.Header);

    private void Connect(Statement.Rows rows, Block block, string name, HeaderNode parent)
    {
        var node = Place(block, parent);
        if (parent != Tip)
        {
            Condemn(true, name, "the best chain has a gap below it");
            return;
        }

        if (!CustodyStep.TryConnect(rules.At(block.Height), Custody, block, out var step, out var violation))
        {
            Condemn(true, name, violation.ToString());
            return;
        }

        if (!rows.Utf8(6).SequenceEqual(UndoJson.Encode(step.Undo)))
            found.Add(Table, name, "the undo record is not what undoes it");
        Tip = node;
        Custody = step.After;
        Transactions += block.Transactions.Length;
        _transactions.Check(block);
    }

    private void CheckGenesis(Statement.Rows rows, string name)
    {
        var isAsMade = rows.Utf8(1).SequenceEqual(_genesis.Header.CanonicalBytes())
            && rows.Text(2) is ""
            && rows.Utf8(3).SequenceEqual(_genesis.TransactionsBytes())
            && rows.Integer(4) == _genesis.TransactionBytes
            && rows.Integer(5) == 1
            && rows.Value(6) is null
            && rows.Integer(7) == 0;
        if (!isAsMade) found.Add(Table, name, "it is not this network's genesis");
    }

    /// <summary>Whether the node may have ended while it validated a long branch.</summary>
    private bool MayBeStaged(HeaderNode node)
    {
        var fork = Tip;
        while (node != fork)
        {
            if (node.Height > fork.Height) node = node.Parent!;
            else fork = fork.Parent!;
        }
        using var rows = file.Prepare("select sum(transaction_bytes + ?2) from blocks where height > ?1")
            .Query(fork.Height, (long)BlockTree.HeaderBytes);
        return rows.Read() && rows.Integer(0) > new BranchLimits().StepBytesMax;
    }

    private HeaderNode Place(Block block, HeaderNode parent)
    {
        var node = parent.Child(block.Header, block.Hash, block.Seal);
        _nodes[block.Hash] = node;
        return node;
    }

    private void Condemn(bool isBest, string name, string what)
    {
        found.Add(Table, name, what);
        if (isBest) IsWhole = false;
    }

    private long Count(string sql)
    {
        using var rows = file.Prepare(sql).Query();
        return rows.Read() ? rows.Integer(0) ?? 0 : 0;
    }
}
