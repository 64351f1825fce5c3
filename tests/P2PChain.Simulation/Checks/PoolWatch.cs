using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// Follows what waits at one node by what it writes: in order, and each standing on those before it (docs/rules.md P1,
/// F5), within
/// its bounds (P2), the node's own for ever its own (M2), and dated as it should be (M7): S9, S10, S11, S13.
/// </summary>
internal sealed class PoolWatch(BlockJudge judge, Action<string, string> violated)
{
    // A verdict is taken a few writes after it was made.
    private const int Lately = 64;

    // Wishes of one moment are dated a microsecond apart, for a second at most.
    private const double DatesAfterMax = 1.1;

    private readonly Dictionary<Hash256, PoolOrigin> _own = [];
    private SortedDictionary<long, PoolEntry> _waiting = [];
    private int _sinceFull = Lately;

    /// <summary>The node's bounds.</summary>
    public PoolLimits Limits { get; set; } = new();

    /// <summary>Called for each transaction that is added.</summary>
    public Action<PoolEntry> Added { get; set; } = _ => { };

    /// <summary>All that waits, in its order.</summary>
    public IEnumerable<PoolEntry> Waiting => _waiting.Values;

    /// <summary>The node's clock; null where it was set a moment ago.</summary>
    public Func<DateTimeOffset?> Clock { get; set; } = () => null;

    /// <summary>Whether somebody had no room in it a few writes ago or since.</summary>
    public bool WasFullLately => _sinceFull < Lately;

    /// <summary>The node starts anew: its connections are others.</summary>
    public void OnStart()
    {
        foreach (var (sequence, entry) in _waiting.ToList()) _waiting[sequence] = entry with { Source = entry.Source with { Peer = null } };
    }

    public void OnWipe()
    {
        _waiting.Clear();
        _own.Clear();
    }

    /// <summary>A change was written.</summary>
    /// <param name="change">The change.</param>
    /// <param name="abandoned">What left the chain with it, lowest block first.</param>
    /// <param name="state">The chain after it.</param>
    public void OnCommit(ChainChange change, IReadOnlyList<OracleTransaction> abandoned, OracleState state)
    {
        var before = _waiting;
        _waiting = new(before);
        foreach (var entry in change.Pool.Removed) _waiting.Remove(entry.Sequence);
        var made = change.Pool.Added.Where(entry => !_own.ContainsKey(entry.Transaction.TxId)).Select(entry => entry.Transaction.TxId).ToHashSet();
        foreach (var entry in change.Pool.Added)
        {
            if (!_waiting.TryAdd(entry.Sequence, entry)) violated("S9", $"two wait at one place: {entry.Transaction.TxId}");
            CheckOwn(entry.Transaction, entry.Source);
            Added(entry);
        }
        foreach (var refused in change.Pool.Refused) CheckOwn(refused.Transaction, refused.Source);
        if (!change.MovesTip) CheckAdded(change.Pool, made, state);
        else CheckMoved(change, before.Values, abandoned, state);
        CheckBounds();
    }

    private void CheckOwn(Transaction transaction, PoolSource source)
    {
        // A node whose disk was replaced may sign the same text again that a plain peer has told it.
        if (_own.TryGetValue(transaction.TxId, out var origin) && source.Origin != origin && source.Origin != PoolOrigin.Here)
            violated("S11", $"{transaction.TxId} was this node's own ({origin}), and is {source.Origin} now");
        if (source.IsOwn) _own[transaction.TxId] = source.Origin;
    }

    /// <summary>What is added without a block comes last, and stands.</summary>
    private void CheckAdded(PoolChange change, HashSet<Hash256> made, OracleState state)
    {
        foreach (var added in change.Added)
        {
            var uid = added.Transaction.Uid;
            var rivals = _waiting.Values.TakeWhile(entry => entry.Sequence < added.Sequence).Where(
                entry => entry.Transaction.Uid == uid);
            var custody = rivals.Aggregate(
                state.Custody, (custody, entry) => custody.With(judge.Read(entry.Transaction), state.Height + 1));
            // One that a peer tells back to the node was dated by a clock of that time.
            if (added.Source.IsExempt && made.Contains(added.Transaction.TxId)) CheckDate(added, custody.Items.GetValueOrDefault(uid.Text)?.Timestamp ?? 0);
            if (judge.Refusal(custody, judge.Read(added.Transaction)) is { } refusal)
                violated("S9", $"{added.Transaction.TxId} waits, but cannot stand: {refusal.Reason}");
        }
        if (change.Added.IsEmpty) return;
        var first = change.Added.Min(entry => entry.Sequence);
        if (_waiting.Keys.SkipWhile(sequence => sequence < first).Count() != change.Added.Length)
            violated("S9", $"{change.Added[0].Transaction.TxId} came last, and does not wait last");
    }

    /// <summary>M7: a node dates by its clock, or just after the item's last date, and by nothing else.</summary>
    private void CheckDate(PoolEntry added, double last)
    {
        if (Clock() is not { } clock) return;
        var latest = Math.Max(clock.ToUnixTimeMilliseconds() / 1000.0, last) + DatesAfterMax;
        if (added.Transaction.Content.Timestamp > latest)
            violated("S13", $"{added.Transaction.TxId} is dated {added.Transaction.Content.Timestamp:F6}, later than clock and item: {latest:F6}");
    }

    /// <summary>
    /// What blocks gave back comes first, in their order, then what waited: each that stands on those before it.
    /// </summary>
    private void CheckMoved(
        ChainChange change, IEnumerable<PoolEntry> before, IEnumerable<OracleTransaction> abandoned, OracleState state)
    {
        var crowdedOut = change.Pool.Refused.Where(refused => refused.Refusal.Reason == RefusalReason.PoolFull)
            .Select(refused => refused.Transaction.TxId.ToString()).ToHashSet();
        var (custody, expected) = (state.Custody, new List<string>());
        foreach (var transaction in abandoned.Concat(before.Select(entry => judge.Read(entry.Transaction))))
        {
            // What the new blocks hold is known on this chain.
            if (crowdedOut.Contains(transaction.Txid) || judge.Refusal(custody, transaction) is not null) continue;
            expected.Add(transaction.Txid);
            custody = custody.With(transaction, state.Height + 1);
        }
        if (!expected.SequenceEqual(_waiting.Values.Select(entry => entry.Transaction.TxId.ToString())))
            violated("S9", $"there wait {Text(_waiting.Values.Select(entry => entry.Transaction.TxId.ToString()))}, and should {Text(expected)}");
    }

    private void CheckBounds()
    {
        var counted = _waiting.Values.Where(entry => !entry.Source.IsExempt && !entry.IsReturned).ToList();
        var ofPeer = counted.Where(entry => entry.Source.Peer is not null).CountBy(entry => entry.Source.Peer!.Value).Select(use => use.Value).DefaultIfEmpty().Max();
        if (counted.Count > Limits.CountMax) violated("S10", $"{counted.Count} wait of others");
        if (ofPeer > Limits.CountPerPeerMax) violated("S10", $"{ofPeer} wait of one peer");
        _sinceFull = counted.Count >= Limits.CountMax || ofPeer >= Limits.CountPerPeerMax ? 0 : _sinceFull + 1;
    }

    private static string Text(IEnumerable<string> txIds) => "[" + string.Join(", ", txIds.Select(txId => txId[..8])) + "]";
}
