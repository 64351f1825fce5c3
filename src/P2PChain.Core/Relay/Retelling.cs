using System.Collections.Immutable;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Relay;

/// <summary>
/// Decides when to send waiting transactions again. A peer that refused one says nothing of it: it may have had no
/// room, or a clock that is behind. So each is sent again after 30 s, and after twice as long each time, up to ten
/// minutes, with ± 20 %.
/// </summary>
/// <param name="random">For the jitter, so that nodes do not send in step.</param>
public sealed class Retelling(Random random)
{
    /// <summary>From the first time to the second.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause before jitter.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(10);

    /// <summary>The most transactions that are sent again at once: some 500 KiB, a quarter of an outbox.</summary>
    public const int CountMax = 1_000;

    private const double Jitter = 0.2;

    private readonly Dictionary<Hash256, (Moment Due, TimeSpan Pause)> _next = [];

    /// <summary>When the next one is due; null if none waits.</summary>
    public Moment? NextDue => _next.Count == 0 ? null : _next.Values.Min(next => next.Due);

    /// <summary>A new transaction waits, and was sent.</summary>
    public void OnTold(Hash256 txId, Moment now) => _next[txId] = Next(PauseMin, now);

    /// <summary>
    /// A peer was sent all waiting transactions, and may have refused some. The pauses begin again, and nothing is
    /// delayed.
    /// </summary>
    public void OnPeer(Moment now)
    {
        foreach (var (txId, next) in _next.ToList())
        {
            var again = Next(PauseMin, now);
            _next[txId] = again with { Due = next.Due < again.Due ? next.Due : again.Due };
        }
    }

    /// <summary>
    /// Takes the due transactions: this node's own first, then in the pool's order. Those that no longer wait are
    /// forgotten.
    /// </summary>
    /// <param name="waiting">All waiting transactions, in the pool's order. A new one counts as sent now.</param>
    /// <param name="now">The time, by a clock that is never set.</param>
    public ImmutableArray<PoolEntry> TakeDue(ImmutableArray<PoolEntry> waiting, Moment now)
    {
        Forget(waiting);
        foreach (var entry in waiting)
            if (!_next.ContainsKey(entry.Transaction.TxId)) OnTold(entry.Transaction.TxId, now);
        var due = waiting.Where(entry => _next[entry.Transaction.TxId].Due <= now);
        ImmutableArray<PoolEntry> taken = [.. due.OrderBy(entry => !entry.Source.IsOwn).Take(CountMax)];
        foreach (var entry in taken) Postpone(entry.Transaction.TxId, now);
        return taken;
    }

    private void Forget(ImmutableArray<PoolEntry> waiting)
    {
        var still = waiting.Select(entry => entry.Transaction.TxId).ToHashSet();
        foreach (var txId in _next.Keys.Where(txId => !still.Contains(txId)).ToList()) _next.Remove(txId);
    }

    private void Postpone(Hash256 txId, Moment now)
    {
        var pause = _next[txId].Pause * 2;
        _next[txId] = Next(pause < PauseMax ? pause : PauseMax, now);
    }

    private (Moment Due, TimeSpan Pause) Next(TimeSpan pause, Moment now) =>
        (now.Plus(pause * (1 - Jitter + (2 * Jitter * random.NextDouble()))), pause);
}
