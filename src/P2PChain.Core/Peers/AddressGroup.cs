using System.Net;
using System.Net.Sockets;

namespace P2PChain.Core.Peers;

/// <summary>
/// What counts as one address: an IPv4 address, or the 64 bits of a public IPv6 address that its owner cannot choose. On a
/// local network those 64 bits are everybody's, so there each address counts by itself.
/// </summary>
public readonly record struct AddressGroup
{
    private const int PrefixBytes = 8;

    private AddressGroup(IPAddress address) => Address = address;

    /// <summary>The address, or the first of the group.</summary>
    public IPAddress Address { get; }

    /// <summary>The group an address belongs to.</summary>
    public static AddressGroup Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return new AddressGroup(address.MapToIPv4());
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return new AddressGroup(address);
        var bytes = address.GetAddressBytes();
        var isPublic = (bytes[0] & 0xE0) == 0x20; // 2000::/3
        if (isPublic) bytes.AsSpan(PrefixBytes).Clear();
        return new AddressGroup(new IPAddress(bytes));
    }

    /// <summary>The address; with <c>/64</c> where it stands for a group.</summary>
    public override string ToString() =>
        Address.AddressFamily == AddressFamily.InterNetworkV6 && (Address.GetAddressBytes()[0] & 0xE0) == 0x20 ? $"{Address}/64" : Address.ToString();
}
