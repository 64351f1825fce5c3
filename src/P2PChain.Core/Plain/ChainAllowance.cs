using System.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Plain;

/// <summary>Bounds the answers to requests for the whole chain, per address, in number and in bytes.</summary>
/// <remarks>Excess is ignored, never punished; the loopback is exempt. Source: docs/protocol.md, plain peers.</remarks>
public sealed class ChainAllowance
{
    /// <summary>Bytes for one address in an hour.</summary>
    public const long BytesPerHourMax = 32L << 20;

    /// <summary>Time between two answers to one address: a node of the original network asks at its start.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private const int AddressesMax = 1024;

    private readonly RecentlyUsed<AddressGroup, Served> _served = new(AddressesMax);

    /// <summary>Counts an answer to an address, if one is due.</summary>
    /// <returns>False if none is due.</returns>
    public bool TryTake(IPAddress asker, Moment now)
    {
        var group = AddressGroup.Of(asker);
        var isCurrent = _served.TryGet(group, out var served) && now.Since(served.HourBegan) < Hour;
        var before = isCurrent ? served : new Served(null, now, 0);
        var isTooSoon = before.Last is { } last && now.Since(last) < Every;
        if (!IPAddress.IsLoopback(asker) && (isTooSoon || before.Bytes >= BytesPerHourMax)) return false;
        _served.Set(group, before with { Last = now });
        return true;
    }

    /// <summary>Counts the bytes of an answer that was due.</summary>
    public void OnAnswered(IPAddress asker, int bytes)
    {
        var group = AddressGroup.Of(asker);
        if (_served.TryGet(group, out var served)) _served.Set(group, served with { Bytes = served.Bytes + bytes });
    }

    private readonly record struct Served(Moment? Last, Moment HourBegan, long Bytes);
}
