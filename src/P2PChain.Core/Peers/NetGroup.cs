using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace P2PChain.Core.Peers;

/// <summary>
/// The range in which one operator gets many addresses cheaply: /16 of IPv4, /32 of IPv6, and of private ranges the
/// local network, /24 and /64. Discovery spreads its choices over such ranges.
/// </summary>
public readonly record struct NetGroup
{
    private NetGroup(IPAddress first, int bits)
    {
        First = first;
        Bits = bits;
    }

    /// <summary>The first address of the range.</summary>
    public IPAddress First { get; }

    /// <summary>The length of the prefix that the addresses share.</summary>
    public int Bits { get; }

    /// <summary>The range of an address.</summary>
    public static NetGroup Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var isPublic = AddressScopes.Of(address) == AddressScope.Public;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? isPublic ? 16 : 24 : isPublic ? 32 : 64;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return new NetGroup(new IPAddress(bytes), bits);
    }

    /// <summary>For example <c>203.0.0.0/16</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}/{Bits}");
}
