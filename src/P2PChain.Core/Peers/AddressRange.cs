using System.Globalization;
using System.Net;
using System.Net.Sockets;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>One IP address, or all addresses with the same first bits. IPv4-mapped IPv6 counts as IPv4.</summary>
public readonly record struct AddressRange
{
    private const int MappedBits = 96;

    private readonly IPNetwork _network;

    private AddressRange(IPNetwork network) => _network = network;

    private int AddressBits => BitsOf(_network.BaseAddress);

    /// <summary>The range of one address.</summary>
    public static AddressRange Of(IPAddress address)
    {
        var plain = Plain(address);
        return new AddressRange(new IPNetwork(plain, BitsOf(plain)));
    }

    /// <summary>
    /// Reads an address, or an address, <c>/</c> and the number of common bits. The other bits of the address may be
    /// set. An IPv6 address may be in brackets, and the interface after <c>%</c> is ignored.
    /// </summary>
    /// <returns>Null if the text is neither.</returns>
    public static AddressRange? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (AddressOf(slash < 0 ? text : text[..slash]) is not { } address) return null;
        if (slash < 0) return Of(address);
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            || bits > BitsOf(address)) return null;
        var isMapped = address.IsIPv4MappedToIPv6 && bits >= MappedBits;
        return Of(isMapped ? address.MapToIPv4() : address, isMapped ? bits - MappedBits : bits);
    }

    /// <summary>Whether an address is in the range.</summary>
    public bool Contains(IPAddress address) => _network.Contains(Plain(address));

    /// <summary>Whether another range is a part of this one, or the same.</summary>
    public bool Contains(AddressRange other) =>
        _network.PrefixLength <= other._network.PrefixLength && _network.Contains(other._network.BaseAddress);

    /// <summary>For example <c>10.0.2.5</c> or <c>10.0.2.0/24</c>.</summary>
    public override string ToString() =>
        _network.PrefixLength == AddressBits ? _network.BaseAddress.ToString() : _network.ToString();

    private static AddressRange Of(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var at = 0; at < bytes.Length; at++)
            bytes[at] &= (byte)((0xFF00 >> Math.Clamp(bits - (8 * at), 0, 8)) & 0xFF);
        return new AddressRange(new IPNetwork(new IPAddress(bytes), bits));
    }

    private static IPAddress? AddressOf(string text)
    {
        var percent = text.IndexOf('%', StringComparison.Ordinal);
        var word = percent < 0 ? text : text[..percent] + (text.EndsWith(']') ? "]" : "");
        return HostPort.HostOf(word) is { } host && IPAddress.TryParse(host, out var address) ? address : null;
    }

    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes())
        : address;

    private static int BitsOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
}
