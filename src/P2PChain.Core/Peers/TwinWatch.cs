using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>Remembers for a while that another node proved this node's key.</summary>
public sealed class TwinWatch
{
    /// <summary>
    /// Two nodes that dial each other meet once a minute. After three missed meetings the other one counts as stopped.
    /// </summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(3);

    private (string Address, Moment At)? _last;

    /// <summary>The other node's address; null if none was met lately.</summary>
    public string? At(Moment now) => _last is { } last && now.Since(last.At) < Remembered ? last.Address : null;

    /// <summary>Another node proved this node's key.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="now">The time, of a monotonic clock.</param>
    /// <returns>Whether it was not known.</returns>
    public bool OnMet(string address, Moment now)
    {
        var isNews = At(now) != address;
        _last = (address, now);
        return isNews;
    }
}
