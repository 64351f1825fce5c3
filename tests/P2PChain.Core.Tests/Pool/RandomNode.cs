using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Core.Tests.Pool;

/// <summary>
/// A node to which random things happen: transactions come, some of them rivals; it mines; others mine on its tip or
/// beside
/// it, what waits here or something else; it restarts. After each, what it holds is compared with the oracle's chain.
/// </summary>
internal sealed class RandomNode
{
    private readonly ChainBuilder _draw;
    private readonly SignedTransactions _signed;
    private readonly Random _random;
    private readonly ReferenceLedger _oracle;
    private readonly Dictionary<string, OracleState> _states = [];
    private readonly List<string> _names = ["genesis"];
    private readonly HashSet<string> _own = [];
    private readonly Dictionary<Hash256, OracleTransaction> _read = [];
    private readonly List<TakenView> _taken = [];
    private TestLedger _ledger;
    private List<string> _pool = [];
    private HashSet<string> _chain = [];

    public RandomNode(NetworkParameters network, SignedTransactions signed, int seed)
    {
        (_draw, _signed, _random) = (new ChainBuilder(network), signed, new Random(seed));
        _oracle = OracleText.LedgerOf(network, checkSignatures: false);
        _states.Add(_oracle.Genesis.TipHash, _oracle.Genesis);
        _ledger = new TestLedger(network);
    }

    public int Reorganisations { get; private set; }

    public int Refusals { get; private set; }

    private OracleState Tip => _states[_ledger.Tip];

    public void Happen()
    {
        switch (_random.Next(13))
        {
            case < 5: Submit(); break;
            case < 7: Mine(); break;
            case < 12: BeTold(); break;
            default: Restart(); break;
        }
    }

    /// <summary>A view that was taken after any step shows the same now.</summary>
    public void CheckTakenViews()
    {
        foreach (var view in _taken) view.IsUnchanged();
    }

    /// <summary>The next block can be made at any moment, and everybody takes it.</summary>
    public Block NextBlock(bool mayBeEmpty)
    {
        var template = BlockTemplate.On(_ledger.State, _ledger.Now, TestKeys.Alice.PublicKey, mayBeEmpty)!;
        Assert.Equal(_ledger.State.Pool.Entries.Select(entry => entry.Transaction), template.Transactions);
        var block = _draw.Mine(template);
        Assert.IsType<Verdict.Connected>(_ledger.State.Plan(_draw.Checked(block), _ledger.Now, new Moment(0)).Verdict);
        Assert.Null(_oracle.Next(Tip, OracleText.Of(block)).Violation);
        return block;
    }

    private void Submit()
    {
        var uid = $"item-{_random.Next(4)}";
        var confirmed = _ledger.State.Custody.Find(ItemId.Parse(uid));
        var entry = _random.Next(6) == 0 ? confirmed : _ledger.State.CustodyAfterPool.Find(ItemId.Parse(uid));
        var transaction = Next(uid, entry);
        var source = _random.Next(3) switch { 0 => PoolSource.Own, 1 => PoolSource.From(new PeerId(1)), _ => PoolSource.FromPlain(new PeerId(2)) };
        var expected = Waiting().Refusal(Read(transaction), _oracle.Parameters);
        var admission = _ledger.Submit(transaction, source);
        Assert.Equal(expected?.Reason, admission switch
        {
            Admission.Accepted => null,
            Admission.Waiting => OracleRule.Known,
            Admission.Refused(var refusal) => Text(refusal.Reason),
            _ => "",
        });
        if (admission is Admission.Accepted && source.IsOwn) _own.Add(transaction.TxId.ToString());
        Check([]);
    }

    private void Mine()
    {
        var block = NextBlock(mayBeEmpty: true);
        Keep(block, $"own {_names.Count}");
        var step = _ledger.Submit(_draw.Checked(block));
        Assert.IsType<Verdict.Connected>(step.Verdict);
        Assert.Equal(0, _ledger.State.Pool.Count);
        Check(step.Events);
    }

    private void BeTold()
    {
        var parent = _names[^Math.Min(_names.Count, 1 + _random.Next(6))];
        for (var length = _random.Next(1, 4); length > 0; length--) parent = BeTold(parent);
    }

    private string BeTold(string parent)
    {
        var (name, custody, body) = ($"told {_names.Count}", _draw.Custody(parent), new List<Transaction>());
        for (var i = _random.Next(4); i > 0; i--)
        {
            var uid = $"item-{_random.Next(4)}";
            var next = _ledger.State.Pool.Entries.Select(entry => entry.Transaction)
                .FirstOrDefault(waiting => waiting.Uid.Text == uid && _random.Next(2) == 0) ?? Next(
                    uid, custody.Find(ItemId.Parse(uid)));
            if (new CustodyRules(_draw.Parameters).Check(custody.Find(next.Uid), next.Content) is not null) continue;
            custody = custody.With(CustodyRules.Apply(next, 1));
            body.Add(next);
        }
        var miner = _random.Next(2) == 0 ? TestKeys.Alice : TestKeys.Bob;
        Keep(_draw.Add(name, parent, header => header with { Miner = miner.PublicKey }, [.. body]), name);
        var step = _ledger.Submit(_draw.Checked(name), from: _random.Next(1, 4), isRequested: true);
        if (step.Change.Disconnected.Length > 0) Reorganisations++;
        Check(step.Events);
        return name;
    }

    private void Restart()
    {
        _ledger = new TestLedger(_draw.Parameters, _ledger.Store);
        Check([]);
    }

    /// <summary>Nothing disappears silently, nothing is in two places, and what waits stands in its order.</summary>
    private void Check(IReadOnlyCollection<IChainEvent> events)
    {
        List<string> pool = [.. _ledger.State.Pool.Entries.Select(entry => entry.Transaction.TxId.ToString())];
        HashSet<string> chain = [.. Tip.Custody.Heights.Keys];
        var refused = events.OfType<ChainEvents.TransactionRefused>().Select(told => told.Refused).ToList();
        Refusals += refused.Count;
        Assert.Equal(pool.Count, pool.Distinct().Count());
        Assert.Empty(pool.Intersect(chain));
        var gone = _pool.Concat(_chain).Except(pool).Except(chain).Order();
        Assert.Equal(gone, refused.Select(told => told.Transaction.TxId.ToString()).Order());
        foreach (var told in refused)
        {
            Assert.Equal(_chain.Contains(told.Transaction.TxId.ToString()), told.WasConfirmed);
            Assert.Equal(_own.Contains(told.Transaction.TxId.ToString()), told.Source.IsOwn);
        }
        Assert.Equal(_pool.Intersect(pool), pool.Intersect(_pool));
        // What comes back stands before what waited, in chain order.
        var returned = pool.Intersect(_chain).ToList();
        Assert.Equal(returned, _chain.Count == 0 ? [] : pool.Take(returned.Count));
        Assert.Equal(
            returned,
            events.OfType<ChainEvents.TransactionAdmitted>().Select(told => told.Entry.Transaction.TxId.ToString()));
        foreach (var entry in _ledger.State.Pool.Entries)
            Assert.Equal(_own.Contains(entry.Transaction.TxId.ToString()), entry.Source.IsOwn);
        Assert.Equal(_ledger.State.Pool.Entries.Count(entry => entry.Source.IsOwn), _ledger.State.Pool.OwnCount);
        Assert.Equal(
            _ledger.State.Pool.Entries.Sum(entry => entry.Transaction.CanonicalBytes.Length), _ledger.State.Pool.Bytes);
        _ = Waiting();
        _taken.Add(new TakenView(_ledger.State));
        if (_random.Next(3) == 0) _ = NextBlock(mayBeEmpty: true);
        (_pool, _chain) = (pool, chain);
    }

    /// <summary>The oracle's custody once all that waits is applied in its order, each of which must stand.</summary>
    private OracleCustody Waiting()
    {
        var custody = Tip.Custody;
        foreach (var entry in _ledger.State.Pool.Entries)
        {
            var transaction = Read(entry.Transaction);
            Assert.Null(custody.Refusal(transaction, _oracle.Parameters));
            custody = custody.With(transaction, 0);
        }
        return custody;
    }

    private OracleTransaction Read(Transaction transaction)
    {
        if (!_read.TryGetValue(transaction.Wid, out var read)) _read.Add(transaction.Wid, read = OracleTransaction.Read(OracleText.Of(transaction)));
        return read;
    }

    private void Keep(Block block, string name)
    {
        var replay = _oracle.Next(_states[block.Header.PrevHash.ToString()], OracleText.Of(block));
        Assert.Null(replay.Violation);
        _states[block.Hash.ToString()] = replay.State;
        if (name.StartsWith("own", StringComparison.Ordinal)) _draw.Put(name, block);
        _names.Add(name);
    }

    /// <summary>Mostly the next thing that may happen to the item.</summary>
    private Transaction Next(string uid, CustodyEntry? entry)
    {
        var last = entry is null ? 0 : Math.Round(entry.Timestamp - ChainBuilder.At(0));
        var holder = TestKeys.All.FirstOrDefault(key => key.PublicKey == entry?.Holder);
        var who = TestKeys.All[_random.Next(3)];
        var isRequest = holder is null ^ _random.Next(12) == 0;
        var type = isRequest ? TransactionType.Request : TransactionType.Release;
        return _signed.Of(
            _draw.Parameters, _random.Next(4) == 0 ? who : holder ?? who, uid, type, last + _random.Next(0, 4));
    }

    private static string Text(RefusalReason reason) => reason switch
    {
        RefusalReason.Known => OracleRule.Known,
        RefusalReason.HeldBy => OracleRule.HeldBy,
        RefusalReason.NotHeld => OracleRule.NotHeld,
        RefusalReason.NotHolder => OracleRule.NotHolder,
        RefusalReason.Stale => OracleRule.Stale,
        _ => reason.ToString(),
    };
}
