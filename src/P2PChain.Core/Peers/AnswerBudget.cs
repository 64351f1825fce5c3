using System.Net;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Peers;

/// <summary>
/// Shares the bytes of answers among strangers: a rate for each address group, which outlives its connections, and one
/// for all. A short question may have a long answer, so questions are not counted.
/// </summary>
/// <remarks>
/// A connection asks for a lease and spends it on answers. Ranges of addresses take turns, so that many addresses of
/// one operator do not keep others waiting.
/// </remarks>
/// <param name="bytesPerSecond">The rate of all strangers together, 1 or more.</param>
public sealed class AnswerBudget(long bytesPerSecond)
{
    /// <summary>Bytes of one lease.</summary>
    public const int LeaseBytes = 256 * 1024;

    private const int GroupsMax = 1_024;

    private readonly AnswerRate _all = new(bytesPerSecond);
    private readonly Dictionary<AddressGroup, AnswerRate> _groups = [];
    private readonly Dictionary<NetGroup, List<Asker>> _askers = [];
    private readonly Queue<NetGroup> _turns = new();

    /// <summary>The number of address groups with remembered spending.</summary>
    public int Groups => _groups.Count;

    /// <summary>A connection asks for a lease. It does so once, until it gets one.</summary>
    /// <param name="peer">The connection.</param>
    /// <param name="address">The peer's address.</param>
    /// <param name="owed">Bytes that it sent beyond its last lease.</param>
    /// <param name="now">The time.</param>
    public void Ask(PeerId peer, IPAddress address, long owed, Moment now)
    {
        if (_groups.Count >= GroupsMax) ForgetPaid(now);
        var group = AddressGroup.Of(address);
        Spend(group, owed, now);
        var range = NetGroup.Of(address);
        if (!_askers.TryGetValue(range, out var askers))
        {
            _askers.Add(range, askers = []);
            _turns.Enqueue(range);
        }
        askers.Add(new Asker(peer, group));
    }

    /// <summary>The next connection that gets a lease; null if none is due.</summary>
    public PeerId? Take(Moment now)
    {
        if (_all.Wait(now) > TimeSpan.Zero) return null;
        for (var turns = _turns.Count; turns > 0; turns--)
        {
            var range = _turns.Dequeue();
            var askers = _askers[range];
            var at = askers.FindIndex(asker => Rate(asker.Group).Wait(now) <= TimeSpan.Zero);
            var (peer, group) = at < 0 ? default : askers[at];
            if (at >= 0) askers.RemoveAt(at);
            if (askers.Count == 0) _askers.Remove(range);
            else _turns.Enqueue(range);
            if (at < 0) continue;
            Spend(group, LeaseBytes, now);
            return peer;
        }
        return null;
    }

    /// <summary>The time until the next lease is due; null if no connection asks.</summary>
    public TimeSpan? Wait(Moment now)
    {
        if (_askers.Count == 0) return null;
        var wait = _askers.Values.SelectMany(static askers => askers).Min(asker => Rate(asker.Group).Wait(now));
        return wait > _all.Wait(now) ? wait : _all.Wait(now);
    }

    private void Spend(AddressGroup group, long bytes, Moment now)
    {
        Rate(group).Spend(bytes, now);
        _all.Spend(bytes, now);
    }

    private AnswerRate Rate(AddressGroup group)
    {
        if (_groups.TryGetValue(group, out var rate)) return rate;
        rate = new AnswerRate(Math.Min(bytesPerSecond, Limits.AnswerBytesPerSecond));
        _groups.Add(group, rate);
        return rate;
    }

    private void ForgetPaid(Moment now)
    {
        foreach (var (group, rate) in _groups)
            if (rate.IsPaid(now)) _groups.Remove(group);
    }

    private readonly record struct Asker(PeerId Peer, AddressGroup Group);
}
