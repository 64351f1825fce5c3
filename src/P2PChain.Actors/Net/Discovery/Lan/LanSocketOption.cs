using System.Net.Sockets;
using Akka.IO;

namespace P2PChain.Actors.Net.Discovery.Lan;

/// <summary>
/// Makes a UDP socket one of a local network: it joins the group there, sends there and no farther, and shares the port
/// with the other nodes of this machine.
/// </summary>
internal sealed class LanSocketOption(LanLink link) : Inet.SocketOptionV2
{
    private const int HopsMax = 1;

    // linux/in.h. Without it a socket also hears the groups that other sockets of this machine joined.
    private const int LinuxIpLevel = 0;
    private const int LinuxIpMulticastAll = 49;

    /// <inheritdoc/>
    public override void BeforeDatagramBind(Socket ds) =>
        ds.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);

    /// <inheritdoc/>
    public override void AfterBind(Socket s)
    {
        var level = link.IsSix ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;
        if (link.IsSix)
        {
            s.SetSocketOption(level, SocketOptionName.MulticastInterface, link.Index);
            s.SetSocketOption(
                level, SocketOptionName.AddMembership, new IPv6MulticastOption(link.Group.Address, link.Index));
        }
        else
        {
            s.SetSocketOption(level, SocketOptionName.MulticastInterface, link.Address.GetAddressBytes());
            s.SetSocketOption(
                level, SocketOptionName.AddMembership, new MulticastOption(link.Group.Address, link.Address));
            if (OperatingSystem.IsLinux())
                s.SetRawSocketOption(LinuxIpLevel, LinuxIpMulticastAll, new byte[sizeof(int)]);
        }
        s.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, HopsMax);
        s.SetSocketOption(level, SocketOptionName.MulticastLoopback, true);
    }
}
