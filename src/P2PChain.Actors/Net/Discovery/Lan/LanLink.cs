using System.Net;
using System.Net.Sockets;

namespace P2PChain.Actors.Net.Discovery.Lan;

/// <summary>An address of this machine on a local network.</summary>
/// <param name="Name">The interface's name, such as <c>eth0</c>.</param>
/// <param name="Index">The interface's number.</param>
/// <param name="Address">An IPv4 address, or a link-local IPv6 address with its interface.</param>
/// <param name="PrefixLength">The bits that all addresses of that network share.</param>
public sealed record LanLink(string Name, int Index, IPAddress Address, int PrefixLength)
{
    /// <summary>
    /// The UDP port of all nodes, outside the ranges from which systems take the ports of clients.
    /// </summary>
    public const int Port = 27032;

    // Administratively scoped (RFC 2365), and link-local without registration (RFC 4291, flag T).
    private static readonly IPAddress Group4 = IPAddress.Parse("239.255.70.32");
    private static readonly IPAddress Group6 = IPAddress.Parse("ff12::7032");

    /// <summary>Whether it is an IPv6 address.</summary>
    public bool IsSix => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>The address of all nodes on this network.</summary>
    public IPEndPoint Group => new(IsSix ? new IPAddress(Group6.GetAddressBytes(), Index) : Group4, Port);

    /// <summary>Whether an address is on this network. One that is not was sent through a router.</summary>
    public bool Reaches(IPAddress source) => IsSix
        ? source.IsIPv6LinkLocal && source.ScopeId == Index
        : source.AddressFamily == AddressFamily.InterNetwork && Subnet.Contains(source);

    /// <summary>For the log: <c>10.0.2.5 (eth0)</c>.</summary>
    public override string ToString() => $"{Address} ({Name})";

    private IPNetwork Subnet
    {
        get
        {
            var bytes = Address.GetAddressBytes();
            for (var bit = PrefixLength; bit < 8 * bytes.Length; bit++)
                bytes[bit / 8] &= (byte)(0xFF - (0x80 >> (bit % 8)));
            return new IPNetwork(new IPAddress(bytes), PrefixLength);
        }
    }
}
