using System.Net;
using System.Net.Sockets;

namespace P2PChain.Core.Peers;

/// <summary>The scope of an address.</summary>
/// <remarks>Source: the special-purpose registries of IANA.</remarks>
public static class AddressScopes
{
    // Link-local addresses need an interface, which has another name on another machine.
    private static readonly (IPNetwork Range, AddressScope Scope)[] Four =
    [
        (IPNetwork.Parse("0.0.0.0/8"), AddressScope.Unusable),
        (IPNetwork.Parse("10.0.0.0/8"), AddressScope.Private),
        (IPNetwork.Parse("100.64.0.0/10"), AddressScope.Private),
        (IPNetwork.Parse("127.0.0.0/8"), AddressScope.Loopback),
        (IPNetwork.Parse("169.254.0.0/16"), AddressScope.Unusable),
        (IPNetwork.Parse("172.16.0.0/12"), AddressScope.Private),
        (IPNetwork.Parse("192.0.0.0/24"), AddressScope.Unusable),
        (IPNetwork.Parse("192.0.2.0/24"), AddressScope.Unusable),
        (IPNetwork.Parse("192.88.99.0/24"), AddressScope.Unusable),
        (IPNetwork.Parse("192.168.0.0/16"), AddressScope.Private),
        (IPNetwork.Parse("198.18.0.0/15"), AddressScope.Unusable),
        (IPNetwork.Parse("198.51.100.0/24"), AddressScope.Unusable),
        (IPNetwork.Parse("203.0.113.0/24"), AddressScope.Unusable),
        (IPNetwork.Parse("224.0.0.0/3"), AddressScope.Unusable),
        (IPNetwork.Parse("0.0.0.0/0"), AddressScope.Public),
    ];

    // 6to4, Teredo, NAT64 and the mapped forms contain an IPv4 address: a second spelling would count twice.
    private static readonly (IPNetwork Range, AddressScope Scope)[] Six =
    [
        (IPNetwork.Parse("::1/128"), AddressScope.Loopback),
        (IPNetwork.Parse("fc00::/7"), AddressScope.Private),
        (IPNetwork.Parse("2001::/32"), AddressScope.Unusable),
        (IPNetwork.Parse("2001:db8::/32"), AddressScope.Unusable),
        (IPNetwork.Parse("2002::/16"), AddressScope.Unusable),
        (IPNetwork.Parse("2000::/3"), AddressScope.Public),
        (IPNetwork.Parse("::/0"), AddressScope.Unusable),
    ];

    /// <summary>The scope of an address.</summary>
    public static AddressScope Of(IPAddress address)
    {
        var isSix = address.AddressFamily == AddressFamily.InterNetworkV6;
        if (isSix && address.ScopeId != 0) return AddressScope.Unusable;
        return (isSix ? Six : Four).First(row => row.Range.Contains(address)).Scope;
    }

    /// <summary>
    /// Whether a node at one address has a use for another: the other reaches as far or farther. An office's addresses
    /// stay in private networks, and a machine's own stay on it.
    /// </summary>
    /// <param name="asker">The node's address.</param>
    /// <param name="other">The other address.</param>
    public static bool Concerns(IPAddress asker, IPAddress other) =>
        Of(asker) is > AddressScope.Unusable and var near && Of(other) >= near;
}
