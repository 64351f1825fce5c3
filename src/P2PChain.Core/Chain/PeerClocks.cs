using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>
/// Judges this node's clock by the times that the peers announced and by blocks ahead of it. Each node key has one
/// voice, which is forgotten when the peer leaves. Holds no clock.
/// </summary>
/// <remarks>
/// Each moment comes twice: by the wall clock, and by a monotonic clock. So setting the wall clock right ends the
/// finding at once. Source: docs/rules.md L1–L3.
/// </remarks>
public sealed class PeerClocks
{
    /// <summary>Deviation from the peers' median that is reported.</summary>
    public static readonly TimeSpan OffsetMax = TimeSpan.FromMinutes(2);

    /// <summary>Deviation beyond which this node does not sign.</summary>
    public static readonly TimeSpan SigningOffsetMax = TimeSpan.FromMinutes(10);

    // Sleep looks like a clock that was set forward: earlier samples prove nothing then.
    private static readonly TimeSpan LeapMax = TimeSpan.FromMinutes(1);

    private readonly Dictionary<PeerId, Voice> _voices = [];

    /// <summary>
    /// The handshake of a peer is done, or a pong told its clock. A reading that agrees with this clock is kept: if the
    /// peer's clock goes wrong later, this one is still right.
    /// </summary>
    /// <param name="id">The connection.</param>
    /// <param name="key">The peer's key.</param>
    /// <param name="isProven">Whether the key is proven; a claimed key has a voice of its own.</param>
    /// <param name="isDialled">Whether this node dialled.</param>
    /// <param name="ahead">The peer's clock minus ours.</param>
    /// <param name="now">The node's clock.</param>
    /// <param name="elapsed">The monotonic clock.</param>
    public void OnPeer(
        PeerId id,
        PublicKey key,
        bool isProven,
        bool isDialled,
        TimeSpan ahead,
        UnixTime now,
        TimeSpan elapsed)
    {
        var known = _voices.GetValueOrDefault(id);
        if (known?.Offset(now, elapsed) is { } offset && offset.Duration() <= OffsetMax) return;
        _voices[id] = new Voice((key, isProven), isDialled, ahead, now, elapsed) { Block = known?.Block };
    }

    /// <summary>The peer left.</summary>
    public void OnPeerGone(PeerId id) => _voices.Remove(id);

    /// <summary>A peer sent a block too far ahead of this clock.</summary>
    /// <param name="id">The connection; an unknown one is ignored.</param>
    /// <param name="timeMs">The block's time.</param>
    /// <param name="due">The time at which the block is submitted again; it counts until then.</param>
    /// <param name="now">The node's clock.</param>
    public void OnBlockAhead(PeerId id, long timeMs, UnixTime due, UnixTime now)
    {
        if (_voices.TryGetValue(id, out var voice)) voice.Block = (new UnixTime(timeMs).Since(now), due);
    }

    /// <summary>The finding about this node's clock; null if it is right, or too few peers contradict it.</summary>
    /// <param name="now">The node's clock.</param>
    /// <param name="elapsed">The monotonic clock.</param>
    public ClockFinding? Judge(UnixTime now, TimeSpan elapsed)
    {
        var announced = Announced(now, elapsed);
        if (announced is { } offset && offset.Duration() > OffsetMax)
            return new ClockFinding(offset, MaySign: offset.Duration() <= SigningOffsetMax);
        if (Parked(now) is not { } ahead) return null;
        // A correct clock accepts a block so far ahead. Peers that announced our own time outweigh blocks.
        var isSure = announced is null && ahead - ChainState.TimeAheadMax > SigningOffsetMax;
        return new ClockFinding(ahead, MaySign: !isSure);
    }

    /// <summary>
    /// The median of the announced offsets. A stranger may connect with many keys, so the dialled peers must agree with
    /// the median of all, and a single peer counts only if this node dialled it.
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

    /// <summary>How far the blocks of two or more peers are ahead.</summary>
    private TimeSpan? Parked(UnixTime now)
    {
        var ahead = ByKey(_voices.Values.Where(voice => voice.Block is { Due: var due } && now < due))
            .Select(voice => voice.Block!.Value.Ahead).ToList();
        return ahead.Count < 2 ? null : Median(ahead);
    }

    private static IEnumerable<Voice> ByKey(IEnumerable<Voice> voices) =>
        voices.GroupBy(voice => voice.Key).Select(same => same.MaxBy(voice => voice.Elapsed)!);

    /// <summary>The middle offset; of two middle ones the part on which both agree.</summary>
    private static TimeSpan Median(List<TimeSpan> offsets)
    {
        offsets.Sort();
        return Nearer(offsets[(offsets.Count - 1) / 2], offsets[offsets.Count / 2]);
    }

    /// <summary>The smaller of two offsets in one direction; zero if they contradict each other.</summary>
    private static TimeSpan Nearer(TimeSpan left, TimeSpan right)
    {
        if (left > TimeSpan.Zero != right > TimeSpan.Zero) return TimeSpan.Zero;
        return left.Duration() < right.Duration() ? left : right;
    }

    /// <summary>The samples of one peer.</summary>
    private sealed class Voice(
        (PublicKey Key, bool IsProven) key, bool isDialled, TimeSpan ahead, UnixTime at, TimeSpan elapsed)
    {
        public (PublicKey Key, bool IsProven) Key => key;

        public bool IsDialled => isDialled;

        public TimeSpan Elapsed => elapsed;

        /// <summary>The peer's last block ahead of this clock.</summary>
        public (TimeSpan Ahead, UnixTime Due)? Block { get; set; }

        /// <summary>How far the peer's clock is ahead of ours now; null if our clock leapt since the sample.</summary>
        public TimeSpan? Offset(UnixTime now, TimeSpan elapsedNow)
        {
            var leap = now.Since(at) - (elapsedNow - elapsed);
            return leap > LeapMax ? null : ahead - leap;
        }
    }
}
