using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace P2PChain.Actors.Net.Discovery.Lan;

/// <summary>Reads the local networks of this machine.</summary>
internal static class LanLinks
{
    // A machine with hundreds of virtual interfaces does not open as many sockets.
    private const int CountMax = 32;

    /// <summary>The networks on which a node with this listening address can be dialled.</summary>
    /// <param name="listen">The address that the node listens on.</param>
    public static ImmutableArray<LanLink> Read(IPAddress listen)
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .Where(static each =>
                    each.OperationalStatus == OperationalStatus.Up
                    && each.SupportsMulticast
                    && each.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .SelectMany(each => LinksOf(each, listen))
                .Take(CountMax)];
        }
        catch (NetworkInformationException)
        {
            return []; // the system does not tell its interfaces
        }
    }

    private static IEnumerable<LanLink> LinksOf(NetworkInterface each, IPAddress listen)
    {
        var properties = each.GetIPProperties();
        var addresses = properties.UnicastAddresses;
        if (each.Supports(NetworkInterfaceComponent.IPv4))
            foreach (var address in addresses)
                if (address.Address.AddressFamily == AddressFamily.InterNetwork && Listens(listen, address.Address))
                    yield return new LanLink(
                        each.Name, properties.GetIPv4Properties().Index, address.Address, address.PrefixLength);
        if (!each.Supports(NetworkInterfaceComponent.IPv6)) yield break;
        var six = addresses.FirstOrDefault(address => address.Address.IsIPv6LinkLocal);
        if (six is not null && Listens(listen, six.Address))
            yield return new LanLink(
                each.Name, properties.GetIPv6Properties().Index, six.Address, six.PrefixLength);
    }

    private static bool Listens(IPAddress listen, IPAddress address) =>
        listen.Equals(address)
        || listen.Equals(IPAddress.IPv6Any)
        || (listen.Equals(IPAddress.Any) && address.AddressFamily == AddressFamily.InterNetwork);
}
