using System.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>Decides which datagrams of the local network are read. The others cost nothing more.</summary>
public sealed class LanHearing
{
    private const int SourcesMax = 1024;

    private readonly RecentlyUsed<IPAddress, RateLimit> _sources = new(SourcesMax);
    private readonly RateLimit _all = new(TimeSpan.FromMilliseconds(20), burst: 500);

    /// <summary>
    /// Whether one more datagram of a source is read. A source that sends too many takes no others' share.
    /// </summary>
    public bool Hears(IPAddress source, Moment now)
    {
        if (!_sources.TryGet(source, out var limit))
            _sources.Set(source, limit = new RateLimit(TimeSpan.FromSeconds(1), burst: 16));
        return limit.TryTake(now) && _all.TryTake(now);
    }
}
