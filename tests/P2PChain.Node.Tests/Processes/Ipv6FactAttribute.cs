using System.Net;
using System.Net.Sockets;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A test over <c>::1</c>; where the machine has no IPv6 it is told as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Ipv6FactAttribute : FactAttribute
{
    public Ipv6FactAttribute()
    {
        if (!CanListen()) Skip = "This machine has no IPv6 loopback.";
    }

    private static bool CanListen()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
