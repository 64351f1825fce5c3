using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>
/// Names the interface of a link-local address: <c>fe80::5%eth0</c>. The number of an interface may change when the
/// machine restarts; its name does not.
/// </summary>
internal static class InterfaceNames
{
    /// <summary>The canonical spelling, with the interface by name.</summary>
    public static HostPort Named(HostPort address)
    {
        var canonical = address.Canonical();
        var percent = canonical.Host.IndexOf('%', StringComparison.Ordinal);
        if (percent <= 0) return canonical;
        var scope = canonical.Host.AsSpan(percent + 1);
        return long.TryParse(scope, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new HostPort(canonical.Host[..(percent + 1)] + NameOf(index), canonical.Port)
            : canonical;
    }

    /// <summary>An observed address; one of IPv4 that is mapped to IPv6 becomes IPv4.</summary>
    public static IPEndPoint Observed(EndPoint address)
    {
        var remote = (IPEndPoint)address;
        return remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
    }

    /// <summary>An observed address for people: <c>10.0.2.5:6000</c>, <c>[fe80::5%eth0]:6000</c>.</summary>
    public static string Text(IPEndPoint address) => address.Address.IsIPv6LinkLocal && address.Address.ScopeId != 0
        ? Named(new HostPort(address.Address.ToString(), address.Port)).ToString()
        : address.ToString();

    /// <summary>The name, or the number if no interface has it.</summary>
    private static string NameOf(long index)
    {
        try
        {
            var all = NetworkInterface.GetAllNetworkInterfaces();
            return all.FirstOrDefault(each => IndexOf(each) == index)?.Name ?? Number(index);
        }
        catch (NetworkInformationException)
        {
            return Number(index); // the system does not tell its interfaces
        }
    }

    private static long IndexOf(NetworkInterface each) =>
        each.Supports(NetworkInterfaceComponent.IPv6) ? each.GetIPProperties().GetIPv6Properties().Index : -1;

    private static string Number(long index) => index.ToString(CultureInfo.InvariantCulture);
}
