using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>
/// A link-local address is of one interface. Its number may be another after a restart of the machine; its name stays, so it is
/// kept and shown by name: <c>fe80::5%eth0</c>.
/// </summary>
internal static class InterfaceNames
{
    /// <summary>The address as one spelling, its interface by name.</summary>
    public static HostPort Named(HostPort address)
    {
        var canonical = address.Canonical();
        var percent = canonical.Host.IndexOf('%', StringComparison.Ordinal);
        return percent > 0 && long.TryParse(canonical.Host.AsSpan(percent + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new HostPort(canonical.Host[..(percent + 1)] + NameOf(index), canonical.Port)
            : canonical;
    }

    /// <summary>An observed address for people: <c>10.0.2.5:6000</c>, <c>[fe80::5%eth0]:6000</c>.</summary>
    public static string Text(IPEndPoint address) => address.Address.IsIPv6LinkLocal && address.Address.ScopeId != 0
        ? Named(new HostPort(address.Address.ToString(), address.Port)).ToString()
        : address.ToString();

    /// <summary>The number itself where no interface has it any more.</summary>
    private static string NameOf(long index)
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces().FirstOrDefault(each => IndexOf(each) == index)?.Name ?? Number(index);
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
