using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>
/// What the peers' clocks say of this node's: the times they announced, and the blocks they sent that are ahead of it. One
/// voice per node key; what a peer said is forgotten when it leaves. Holds no clock.
/// </summary>
/// <remarks>
/// Every moment comes as the wall clock and as the time elapsed on a clock that nobody sets, so that setting the wall clock
/// right ends the finding at once. Source: docs/rules.md L1–L3.
/// </remarks>
public sealed class PeerClocks
{
    /// <summary>How far the peers' median may lie from this clock before a person is told.</summary>
    public static readonly TimeSpan OffsetMax = TimeSpan.FromMinutes(2);

    /// <summary>How far off a clock may surely be for its node to sign.</summary>
    public static readonly TimeSpan SigningOffsetMax = TimeSpan.FromMinutes(10);

    // A computer that slept looks like one whose clock was set forward: what was measured before proves nothing then.
    private static readonly TimeSpan LeapMax = TimeSpan.FromMinutes(1);

    private readonly Dictionary<PeerId, Voice> _voices = [];

    /// <summary>A peer's handshake is done.</summary>
    /// <param name="id">Its connection.</param>
    /// <param name="key">Its key.</param>
    /// <param name="isProven">Whether it proved that; a claim takes no proven key's voice.</param>
    /// <param name="isDialled">Whether this node chose it.</param>
    /// <param name="ahead">Its clock at its announce less ours then.</param>
    /// <param name="now">The node's clock.</param>
    /// <param name="elapsed">The clock that nobody sets.</param>
    public void OnPeer(PeerId id, PublicKey key, bool isProven, bool isDialled, TimeSpan ahead, UnixTime now, TimeSpan elapsed) =>
        _voices[id] = new Voice((key, isProven), isDialled, ahead, now, elapsed);

    /// <summary>The peer left.</summary>
    public void OnPeerGone(PeerId id) => _voices.Remove(id);

    /// <summary>A peer sent a block that is ahead of this clock by more than honest clocks differ.</summary>
    /// <param name="id">Its connection; of one that is not known the block says nothing.</param>
    /// <param name="timeMs">The block's time.</param>
    /// <param name="due">When it is looked at again; until then it counts.</param>
    /// <param name="now">The node's clock.</param>
    public void OnBlockAhead(PeerId id, long timeMs, UnixTime due, UnixTime now)
    {
        if (_voices.TryGetValue(id, out var voice)) voice.Block = (new UnixTime(timeMs).Since(now), due);
    }

    /// <summary>Whether this node's clock is off; null when it is in step, or too few peers say otherwise.</summary>
    /// <param name="now">The node's clock.</param>
    /// <param name="elapsed">The clock that nobody sets.</param>
    public ClockFinding? Judge(UnixTime now, TimeSpan elapsed)
    {
        var announced = Announced(now, elapsed);
        if (announced is { } offset && offset.Duration() > OffsetMax)
            return new ClockFinding(offset, MaySign: offset.Duration() <= SigningOffsetMax);
        if (Parked(now) is not { } ahead) return null;
        // A block may be dated up to that much ahead of a good clock, and peers that announced our own time outweigh it.
        var isSure = announced is null && ahead - ChainState.TimeAheadMax > SigningOffsetMax;
        return new ClockFinding(ahead, MaySign: !isSure);
    }

    /// <summary>
    /// The median of the announced offsets. The peers that this node chose have to say the same as all of them, for anybody
    /// can come with many keys; a single one counts only where this node chose it.
    /// </summary>
    private TimeSpan? Announced(UnixTime now, TimeSpan elapsed)
    {
        var all = new List<TimeSpan>();
        var dialled = new List<TimeSpan>();
        foreach (var voice in ByKey(_voices.Values))
        {
            if (voice.Offset(now, elapsed) is not { } offset) continue;
            all.Add(offset);
            if (voice.IsDialled) dialled.Add(offset);
        }
        if (dialled.Count == 0) return all.Count < 2 ? null : Median(all);
        return Nearer(Median(all), Median(dialled));
    }

    /// <summary>How far ahead the blocks of two peers or more are.</summary>
    private TimeSpan? Parked(UnixTime now)
    {
        var ahead = ByKey(_voices.Values.Where(voice => voice.Block is { Due: var due } && now < due))
            .Select(voice => voice.Block!.Value.Ahead).ToList();
        return ahead.Count < 2 ? null : Median(ahead);
    }

    private static IEnumerable<Voice> ByKey(IEnumerable<Voice> voices) =>
        voices.GroupBy(voice => voice.Key).Select(same => same.MaxBy(voice => voice.Elapsed)!);

    /// <summary>The middle one; of two in the middle what both agree on.</summary>
    private static TimeSpan Median(List<TimeSpan> offsets)
    {
        offsets.Sort();
        return Nearer(offsets[(offsets.Count - 1) / 2], offsets[offsets.Count / 2]);
    }

    /// <summary>The smaller of two offsets in one direction; none where they contradict each other.</summary>
    private static TimeSpan Nearer(TimeSpan left, TimeSpan right)
    {
        if (left > TimeSpan.Zero != right > TimeSpan.Zero) return TimeSpan.Zero;
        return left.Duration() < right.Duration() ? left : right;
    }

    /// <summary>What one peer says.</summary>
    private sealed class Voice((PublicKey Key, bool IsProven) key, bool isDialled, TimeSpan ahead, UnixTime at, TimeSpan elapsed)
    {
        public (PublicKey Key, bool IsProven) Key => key;

        public bool IsDialled => isDialled;

        public TimeSpan Elapsed => elapsed;

        /// <summary>Its last block ahead of this clock.</summary>
        public (TimeSpan Ahead, UnixTime Due)? Block { get; set; }

        /// <summary>How far its clock is ahead of ours now; null when ours leapt forward since it was measured.</summary>
        public TimeSpan? Offset(UnixTime now, TimeSpan elapsedNow)
        {
            var leap = now.Since(at) - (elapsedNow - elapsed);
            return leap > LeapMax ? null : ahead - leap;
        }
    }
}
