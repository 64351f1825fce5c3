using System.Net;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peering;

/// <summary>
/// How often one address may have the whole chain, on however many connections: an answer of megabytes for a question of fifty
/// bytes. The machine itself is exempt: that is a person with <c>nc</c>.
/// </summary>
/// <param name="addressesMax">Addresses remembered.</param>
public sealed class WholeChainBudget(int addressesMax = WholeChainBudget.AddressesMax)
{
    /// <summary>More than may be connected within an hour without being noticed.</summary>
    public const int AddressesMax = 10_000;

    /// <summary>Bytes for one address in an hour: eight chains that fill a line.</summary>
    public const long BytesPerHourMax = 32 * 1024 * 1024;

    /// <summary>The pause between two answers. A node of the original network asks at its start, and when a block does not fit.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly RecentlyUsed<AddressGroup, Use> _uses = new(addressesMax);

    /// <summary>Whether the address may have it now; that counts as having it.</summary>
    public bool TryTake(IPAddress address, UnixTime now)
    {
        if (IPAddress.IsLoopback(address)) return true;
        var use = Of(address, now);
        var isTooSoon = use.Last is { } last && last <= now && now.Since(last) < Every;
        if (isTooSoon || use.Bytes >= BytesPerHourMax) return false;
        _uses.Set(AddressGroup.Of(address), use with { Last = now });
        return true;
    }

    /// <summary>How large the answer was.</summary>
    public void OnSent(IPAddress address, long bytes, UnixTime now)
    {
        if (IPAddress.IsLoopback(address)) return;
        var use = Of(address, now);
        _uses.Set(AddressGroup.Of(address), use with { Bytes = use.Bytes + bytes });
    }

    private Use Of(IPAddress address, UnixTime now) =>
        _uses.TryGet(AddressGroup.Of(address), out var use) && now.Since(use.Since) is var age && age < Hour && age >= TimeSpan.Zero
            ? use
            : new Use(now, null, 0);

    private readonly record struct Use(UnixTime Since, UnixTime? Last, long Bytes);
}
