using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>
/// The pauses between a node's announcements on the local network: three in the first seconds after a start or a change
/// of interfaces, because a datagram may be lost; then one a minute. A newcomer is answered by an early one.
/// </summary>
/// <param name="random">Nodes that start together do not announce in step.</param>
public sealed class LanPace(Random random)
{
    private const int AtOnce = 3;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rarely = TimeSpan.FromMinutes(1);

    private readonly RateLimit _answers = new(TimeSpan.FromSeconds(5), burst: 1);
    private int _told;

    /// <summary>The pause before the first announcement, after a start or a change of interfaces.</summary>
    public TimeSpan Begin()
    {
        _told = 0;
        return First * random.NextDouble();
    }

    /// <summary>The pause after an announcement.</summary>
    public TimeSpan Next() => (++_told < AtOnce ? Soon * _told : Rarely) * (0.8 + (0.4 * random.NextDouble()));

    /// <summary>A new neighbour announced itself. It may have missed this node's last announcement.</summary>
    /// <returns>The pause before this node announces itself again; null if it did so lately.</returns>
    public TimeSpan? Answer(Moment now) => _answers.TryTake(now) ? Soon * random.NextDouble() : null;
}
