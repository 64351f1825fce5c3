using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// Follows what one node writes, change by change, and holds it against the oracle: S2, S3, S4, S7, S8 of its chain,
/// and
/// that no accepted transaction gets lost (S5, S6).
/// </summary>
internal sealed class LedgerWatch
{
    private readonly string _name;
    private readonly BlockJudge _judge;
    private readonly Findings _findings;
    private readonly Dictionary<Hash256, PoolEntry> _pool = [];
    private readonly HashSet<Hash256> _confirmed = [];
    private readonly HashSet<Hash256> _refused = [];
    private readonly HashSet<Hash256> _returned = [];
    private readonly HashSet<Hash256> _everConnected = [];
    private readonly Dictionary<Hash256, Block> _blocks = [];
    private readonly Dictionary<ItemId, string> _items = [];

    public LedgerWatch(string name, BlockJudge judge, Findings findings)
    {
        (_name, _judge, _findings) = (name, judge, findings);
        State = judge.Genesis;
        Pool = new PoolWatch(judge, Violated);
        Room = new RoomWatch(Violated);
    }

    /// <summary>Called with each block that joins the chain on disk.</summary>
    public Action<Block> Connected { get; set; } = _ => { };

    /// <summary>The chain on disk, as the oracle sees it.</summary>
    public OracleState State { get; private set; }

    /// <summary>What waits, as the oracle sees it.</summary>
    public PoolWatch Pool { get; }

    /// <summary>What stands beside the chain.</summary>
    public RoomWatch Room { get; }

    public int Waiting => _pool.Count;

    /// <summary>How often its disk was replaced by an empty one.</summary>
    public int Wipes { get; private set; }

    /// <summary>Whether this transaction is on disk: it waits, is confirmed, or was refused.</summary>
    public bool Keeps(Hash256 txId) => _pool.ContainsKey(txId) || _confirmed.Contains(txId) || _refused.Contains(txId);

    /// <summary>Whether this block is, or was, on the chain on disk.</summary>
    public bool HasConnected(Hash256 block) => _everConnected.Contains(block);

    public void OnWipe()
    {
        Wipes++;
        _everConnected.Clear();
        _blocks.Clear();
        _items.Clear();
        State = _judge.Genesis;
        _pool.Clear();
        _confirmed.Clear();
        _refused.Clear();
        Pool.OnWipe();
        Room.OnWipe();
    }

    /// <summary>A person was told that this transaction is kept.</summary>
    public void OnAcknowledged(Hash256 txId)
    {
        if (!Keeps(txId)) Violated("S5", $"{txId} was acknowledged, but is not on disk");
    }

    public void OnCommit(ChainChange change)
    {
        var before = State;
        var abandoned = new Stack<OracleBlock>();
        foreach (var block in change.Stored) _blocks[block.Hash] = block;
        var left = change.Join?.Abandoned ?? change.Disconnected;
        var joined = change.Join is { } join
            ? [.. join.Branch.Select(node => _blocks[node.Hash])]
            : change.Connected.Select(connected => connected.Block).ToList();
        foreach (var node in left) Disconnect(node, abandoned);
        foreach (var block in joined) Connect(block);
        if (change.MovesTip)
        {
            if (!State.Beats(before)) Violated("S2", $"left {before.Height} {before.TipHash} for the worse {State.Height} {State.TipHash}");
            foreach (var (uid, entry) in change.Items) CheckItem(uid, entry);
            if (change.Join is not null) CheckItems();
        }
        Move(change.Pool);
        foreach (var block in joined)
            foreach (var transaction in block.Transactions)
                if (_pool.ContainsKey(transaction.TxId)) Violated("S6", $"{transaction.TxId} is confirmed and waits");
        Pool.OnCommit(change, [.. abandoned.SelectMany(block => block.Transactions)], State);
        Room.OnCommit(change);
        Mark(change);
    }

    private void Disconnect(HeaderNode node, Stack<OracleBlock> abandoned)
    {
        abandoned.Push(State.Tip);
        if (State.TipHash != node.Hash.ToString()) Violated("S4", $"{node} left the chain, whose tip is {State.TipHash}");
        foreach (var transaction in State.Tip.Transactions)
        {
            var txId = Hash256.Parse(transaction.Txid);
            _confirmed.Remove(txId);
            _returned.Add(txId);
        }
        State = State.Before ?? State;
    }

    private void Connect(Block block)
    {
        var replay = _judge.Next(State, block);
        if (replay.Violation is { } broken)
        {
            Violated(broken.Rule is OracleRule.Known ? "S7" : "S3/S4", $"block {block.Height} {block.Hash} breaks {broken.Rule}: {broken.Detail}");
            return;
        }
        State = replay.State;
        _everConnected.Add(block.Hash);
        Connected(block);
        foreach (var transaction in block.Transactions)
        {
            _confirmed.Add(transaction.TxId);
            _returned.Remove(transaction.TxId);
            _refused.Remove(transaction.TxId);
        }
    }

    private void CheckItem(ItemId uid, CustodyEntry? entry)
    {
        var ours = entry is null ? null : System.Text.Encoding.ASCII.GetString(entry.CanonicalBytes());
        var theirs = State.Custody.Items.GetValueOrDefault(uid.Text)?.EntryText;
        if (ours is null) _items.Remove(uid);
        else _items[uid] = ours;
        if (ours != theirs) Violated("S8", $"{uid.Text} is {ours ?? "unknown"} where the oracle has {theirs ?? "none"}");
    }

    /// <summary>Every stored item is the oracle's: a change may have left one out.</summary>
    private void CheckItems()
    {
        foreach (var (uid, ours) in _items)
            if (State.Custody.Items.GetValueOrDefault(uid.Text)?.EntryText is var theirs && ours != theirs)
                Violated("S8", $"{uid.Text} is still {ours} where the oracle has {theirs ?? "none"}");
    }

    private void Move(PoolChange change)
    {
        foreach (var refused in change.Refused)
        {
            if (_confirmed.Contains(refused.Transaction.TxId)) Violated("S6", $"{refused.Transaction.TxId} is refused though it is confirmed");
            _refused.Add(refused.Transaction.TxId);
            _returned.Remove(refused.Transaction.TxId);
        }
        foreach (var entry in change.Removed)
        {
            var txId = entry.Transaction.TxId;
            if (!_pool.Remove(txId)) Violated("S6", $"{txId} left the pool without having been there");
            if (!_confirmed.Contains(txId) && !_refused.Contains(txId)) Violated("S6", $"{txId} left the pool and is nowhere");
        }
        foreach (var entry in change.Added)
        {
            _returned.Remove(entry.Transaction.TxId);
            _refused.Remove(entry.Transaction.TxId);
            if (!_pool.TryAdd(entry.Transaction.TxId, entry)) Violated("S6", $"{entry.Transaction.TxId} waits twice");
            if (_confirmed.Contains(entry.Transaction.TxId)) Violated("S6", $"{entry.Transaction.TxId} waits though it is confirmed");
        }
        foreach (var txId in _returned) Violated("S6", $"{txId} left the chain and is nowhere");
        _returned.Clear();
        foreach (var refused in change.Refused) CheckRefusal(refused);
    }

    /// <summary>What nothing else that waits or stands concerns must not be refused.</summary>
    private void CheckRefusal(RefusedTransaction refused)
    {
        if (refused.Refusal.Reason == RefusalReason.PoolFull) return;
        if (_pool.Values.Any(entry => entry.Transaction.Uid == refused.Transaction.Uid)) return;
        if (_judge.Refusal(State.Custody, _judge.Read(refused.Transaction)) is null) Violated("S6", $"{refused.Transaction.TxId} was refused as {refused.Refusal.Reason}, but could stand");
    }

    private void Mark(ChainChange change)
    {
        var abandoned = (change.Join?.Abandoned ?? change.Disconnected).Length;
        if (abandoned > 0) _findings.Mark("reorganised");
        if (abandoned > 1) _findings.Mark("reorganised-over-1");
        if (abandoned > 6) _findings.Mark("reorganised-over-6");
        if (!change.Staged.IsEmpty) _findings.Mark("staged-a-part");
        if (change.Join is not null) _findings.Mark("joined-a-staged-branch");
        if (change.Pool.Added.Any(entry => entry.IsReturned)) _findings.Mark("returned-to-pool");
        if (change.Pool.Added.Any(entry => entry.Source.Origin == PoolOrigin.PlainPeer)) _findings.Mark("accepted-from-plain");
        if (!change.Pool.Refused.IsEmpty) _findings.Mark("superseded-or-refused");
        if (change.Pool.Refused.Any(refused => refused.WasConfirmed)) _findings.Mark("superseded-after-confirmation");
        if (change.Connected.Length > 1) _findings.Mark("connected-a-branch");
        if (change.Stored.Length > 0 && change.Connected.IsEmpty) _findings.Mark("kept-beside");
        if (!change.Forgotten.IsEmpty) _findings.Mark("forgotten");
    }

    private void Violated(string rule, string detail) => _findings.Violated(rule, $"{_name}: {detail}");
}
