using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using P2PChain.Core.Dialling;

namespace P2PChain.Node.Disk;

/// <summary>
/// Addresses as people write them: <c>berlin.example:6000</c>, <c>10.0.2.5:6000</c>, <c>[2001:db8::1]:6000</c>.
/// </summary>
internal static class PeerAddress
{
    /// <summary>Reads host and port from one word.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DnsEndPoint? address)
    {
        var colon = text.LastIndexOf(':');
        address = null;
        return colon > 0 && TryParse(text[..colon], text[(colon + 1)..], out address);
    }

    /// <summary>Reads host and port from two words.</summary>
    public static bool TryParse(string host, string port, [NotNullWhen(true)] out DnsEndPoint? address)
    {
        var name = IsBracketed(host) ? host[1..^1] : host;
        address = IsHost(host, name) && TryParsePort(port, out var number) ? new DnsEndPoint(name, number) : null;
        return address is not null;
    }

    /// <summary>Reads a port that can be dialled, 1 … 65535.</summary>
    public static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65_535;

    /// <summary>Whether text names a host.</summary>
    public static bool IsHost(string text) => IsHost(text, IsBracketed(text) ? text[1..^1] : text);

    // Only an IPv6 address stands in brackets.
    private static bool IsHost(string text, string name) =>
        HostName.KindOf(name) is var kind
        && kind != UriHostNameType.Unknown
        && (!IsBracketed(text) || (kind == UriHostNameType.IPv6 && !IsBracketed(name)));

    private static bool IsBracketed(string text) => text.Length > 2 && text[0] == '[' && text[^1] == ']';
}
