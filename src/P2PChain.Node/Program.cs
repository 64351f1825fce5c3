using System.Text;
using P2PChain.Node.Commands;

// The runtime takes UTF-8 from a Unix terminal by itself. The code page of a Windows console lacks the ellipsis.
if (OperatingSystem.IsWindows()) Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await CommandLine.RunAsync(args, Streams.OfProcess()).ConfigureAwait(false);
