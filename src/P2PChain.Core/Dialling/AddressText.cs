using System.Globalization;
using System.Net;

namespace P2PChain.Core.Dialling;

/// <summary>Host and port as people write them, and one spelling for each address.</summary>
public static class AddressText
{
    /// <summary><c>berlin.example:6000</c>, <c>10.0.2.5:6000</c>, <c>[2001:db8::5]:6000</c>.</summary>
    public static string Of(DnsEndPoint address)
    {
        var isBare = address.Host.Contains(':', StringComparison.Ordinal);
        var host = isBare ? $"[{address.Host}]" : address.Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{address.Port}");
    }

    /// <summary>
    /// The same address in its shortest spelling: an IPv6 address has many spellings, and may stand for an IPv4
    /// address. The interface of a link-local one, after <c>%</c>, stays as it is written.
    /// </summary>
    public static DnsEndPoint Canonical(DnsEndPoint address)
    {
        var percent = address.Host.IndexOf('%', StringComparison.Ordinal);
        var (host, scope) = percent < 0 ? (address.Host, "") : (address.Host[..percent], address.Host[percent..]);
        if (!host.Contains(':', StringComparison.Ordinal) || !IPAddress.TryParse(host, out var ip)) return address;
        return new DnsEndPoint((ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip) + scope, address.Port);
    }
}
