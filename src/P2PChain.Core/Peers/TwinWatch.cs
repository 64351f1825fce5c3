using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>Remembers that another node proved this node's key, for as long as that is likely to be so still.</summary>
public sealed class TwinWatch
{
    /// <summary>Two nodes that dial each other meet once a minute: three times in vain, and the other one is taken to have stopped.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(3);

    private (string Address, Moment At)? _last;

    /// <summary>Where it is; null when none was met of late.</summary>
    public string? At(Moment now) => _last is { } last && now.Since(last.At) < Remembered ? last.Address : null;

    /// <summary>Another node proved this node's key.</summary>
    /// <param name="address">From where.</param>
    /// <param name="now">The time, by a clock that nobody sets.</param>
    /// <returns>Whether that is news.</returns>
    public bool OnMet(string address, Moment now)
    {
        var isNews = At(now) != address;
        _last = (address, now);
        return isNews;
    }
}
