using System.Net;
using System.Net.Sockets;

namespace P2PChain.Core.Peers;

/// <summary>
/// The unit in which addresses are counted: an IPv4 address, or the first 64 bits of a public IPv6 address, which its
/// owner cannot choose. On a local network all addresses share those 64 bits, so each address there counts by itself.
/// </summary>
public readonly record struct AddressGroup
{
    private const int PrefixBytes = 8;

    private AddressGroup(IPAddress address) => Address = address;

    /// <summary>The address, or the first of the group.</summary>
    public IPAddress Address { get; }

    /// <summary>The group of an address.</summary>
    public static AddressGroup Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return new AddressGroup(address.MapToIPv4());
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return new AddressGroup(address);
        var bytes = address.GetAddressBytes();
        if (IsPublic(bytes)) bytes.AsSpan(PrefixBytes).Clear();
        return new AddressGroup(new IPAddress(bytes));
    }

    /// <summary>The address; with <c>/64</c> if it stands for a group.</summary>
    public override string ToString() =>
        Address.AddressFamily == AddressFamily.InterNetworkV6 && IsPublic(Address.GetAddressBytes())
            ? $"{Address}/64"
            : Address.ToString();

    // 2000::/3
    private static bool IsPublic(byte[] bytes) => (bytes[0] & 0xE0) == 0x20;
}
